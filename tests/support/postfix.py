"""A postfix of our own: it takes mail on loopback and from `sendmail`, signs it, and puts it away.

It needs the user root, as whoever starts postfix does; the Debian package's own configuration,
queue and mail stay untouched.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.programs import needs
from tests.support.serving import free_port
from tests.support.signing import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Nobody's mail but that of the domain is taken, and none goes anywhere else.
MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
default_transport = error:nowhere but here
virtual_mailbox_domains = example.org
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
smtpd_milters = inet:127.0.0.1:{signer}
non_smtpd_milters = inet:127.0.0.1:{signer}
milter_default_action = tempfail
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix n - n 1 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
error     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""
#: RFC 8058, section 4: the signature covers both headers. It does not by itself.
SIGNER = """\
Mode s
Domain example.org
Selector news
KeyFile {home}/key.pem
Socket inet:{port}@127.0.0.1
InternalHosts 127.0.0.1
OversignHeaders List-Unsubscribe,List-Unsubscribe-Post
SignHeaders From,To,Subject,Date,Message-ID,List-Unsubscribe,List-Unsubscribe-Post
RequireSafeKeys no
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postfix:
    """Where it takes mail, and where it puts it."""

    home: Path
    port: int
    sendmail: str
    record: bytes
    """What DNS says of the signer's key."""

    @property
    def config(self) -> str:
        """The folder of its configuration, which `sendmail` finds in MAIL_CONFIG."""
        return str(self.home / "config")

    def arrived(self, number: int) -> list[bytes]:
        """Take so many messages out of the inbox, by reader, once they are there.

        Raises:
            TimeoutError: they are not in half a minute; with what postfix says of it.

        """
        inbox = self.home / "mail" / "inbox" / "new"
        for _ in range(300):
            files = list(inbox.glob("*"))
            if len(files) >= number:
                messages = [it.read_bytes() for it in files]
                for it in files:
                    it.unlink()
                return sorted(messages, key=lambda it: it[it.index(b"Delivered-To:") :])
            time.sleep(0.1)
        raise TimeoutError((self.home / "log").read_text())


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Run it, with a signer."""
    program, signer = needs("postfix", "postfix"), needs("opendkim", "opendkim")
    if os.geteuid():
        pytest.skip("postfix is started by root alone")
    sendmail = needs("sendmail", "postfix")
    with ExitStack() as stack:
        # Not in the folder of the tests: its daemons are other users, who may not look into that.
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="postfix-")))
        home.chmod(0o755)
        for folder in ("config", "queue", "data", "mail"):
            (home / folder).mkdir()
        for folder in ("data", "mail"):
            subprocess.run(["chown", "postfix:postfix", home / folder], check=True)
        owner = (home / "mail").stat()
        port, signing = free_port(), free_port()
        values = {"home": home, "user": owner.st_uid, "group": owner.st_gid, "signer": signing}
        (home / "config" / "main.cf").write_text(MAIN.format(**values))
        (home / "config" / "master.cf").write_text(MASTER.format(port=port))
        (home / "opendkim.conf").write_text(SIGNER.format(home=home, port=signing))
        record = make_key(home / "key.pem")
        _run(stack, [signer, "-f", "-x", str(home / "opendkim.conf")], signing)
        _run(stack, [program, "-c", str(home / "config"), "start-fg"], port)
        # The one that answers is a grandchild; it leaves its number in the queue's folder.
        stop = [program, "-c", str(home / "config"), "stop"]
        stack.callback(subprocess.run, stop, capture_output=True, check=True)
        yield Postfix(home=home, port=port, sendmail=sendmail, record=record)


def _run(stack: ExitStack, command: list[str], port: int) -> None:
    """Run a server until the stack is left, once it answers at its port."""
    process = stack.enter_context(
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    )
    stack.callback(process.terminate)
    for _ in range(300):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.terminate()
    raise RuntimeError(f"{command[0]} does not answer: {process.communicate()[0]}")
