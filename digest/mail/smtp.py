"""Messages to a server (RFC 5321), over connections that are kept and encrypted (RFC 3207, 8314).

What matters is when a message counts as handed over. A server can have taken it only once it has
seen the dot that ends it: whatever goes wrong before leaves it untaken, and after, until the answer
is there, nobody can tell.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from digest.errors import DigestError
from digest.mail.deliver import Handover, last_line

if TYPE_CHECKING:
    from digest.mail.letter import Outgoing
    from digest.mail.server import Server

OK, GO_ON, AGAIN, FOR_GOOD, CLOSING = 250, 354, 400, 500, 421
END = b".\r\n"
#: What goes wrong on a connection.
LOST = (OSError, smtplib.SMTPServerDisconnected)


class _Refused(Exception):  # noqa: N818 - it is an answer
    """The server has answered, and not with yes."""

    def __init__(self, code: int, answer: str) -> None:
        super().__init__(code, answer)
        self.code = code
        self.answer = answer


class Smtp:
    """One connection at a time to a server, made anew where it was lost."""

    def __init__(self, server: Server) -> None:
        """Connect with the first message."""
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def deliver(self, message: Outgoing) -> Handover:  # noqa: PLR0911 - an answer each
        """Hand a message over whose lines are as they go over the wire (`letter.WIRE`).

        A connection that was kept may have been closed meanwhile: what it does not take before
        the message itself goes out is asked once more of a new one.

        Raises:
            DigestError: nobody gets anything from this server: it has no encryption, a
                certificate that proves nothing, or does not know the user.

        """
        kept = self._connection is not None
        try:
            connection = self._connection or self._connect()
        except LOST as error:
            return Handover(state="queued", answer=self._said(error), broken=True)
        except _Refused as refused:
            return Handover(state="queued", code=refused.code, answer=refused.answer, broken=True)
        try:
            self._announce(connection, message)
        except LOST as error:
            self._drop()
            if kept:
                return self.deliver(message)
            return self._failed(None, self._said(error), broken=True)
        except _Refused as refused:
            if refused.code == CLOSING:
                self._drop()
                if kept:
                    return self.deliver(message)
            else:
                self._reset(connection)
            return self._failed(refused.code, refused.answer, broken=refused.code == CLOSING)
        return self._hand_over(connection, message)

    def _announce(self, connection: smtplib.SMTP, message: Outgoing) -> None:
        """Say from whom a message is and for whom, and ask to send it."""
        options = ""
        if connection.has_extn("size"):
            options += f" SIZE={len(message.content)}"
        if message.utf8:
            if not connection.has_extn("smtputf8"):
                raise _Refused(
                    553, "the server does not take mailboxes in another script (SMTPUTF8)"
                )
            options += " SMTPUTF8 BODY=8BITMIME"
        self._ask(connection, f"MAIL FROM:<{message.sender}>{options}", OK)
        self._ask(connection, f"RCPT TO:<{message.recipient}>", OK)
        self._ask(connection, "DATA", GO_ON)

    def _hand_over(self, connection: smtplib.SMTP, message: Outgoing) -> Handover:
        sock = self._socket(connection)
        try:
            sock.sendall(message.content)
        except OSError as error:
            self._drop()
            return self._failed(None, self._said(error), broken=True)
        # From here on it may be taken.
        try:
            sock.settimeout(self._server.patience.taken)
            sock.sendall(END)
            code, answer = self._reply(connection)
            sock.settimeout(self._server.patience.reply)
        except (*LOST, smtplib.SMTPException) as error:
            self._drop()
            return Handover(state="uncertain", answer=self._said(error), broken=True)
        if code // 100 == OK // 100:
            return Handover(state="sent", code=code, answer=answer)
        if code == CLOSING:
            self._drop()
        if code < AGAIN:
            self._drop()
            return Handover(state="uncertain", code=code, answer=answer, broken=True)
        return self._failed(code, answer, broken=code == CLOSING)

    @staticmethod
    def _failed(code: int | None, answer: str, *, broken: bool) -> Handover:
        temporary = code is None or code < FOR_GOOD
        return Handover(
            state="failed", code=code, answer=answer, temporary=temporary, broken=broken
        )

    def _ask(self, connection: smtplib.SMTP, line: str, expected: int) -> None:
        sock = self._socket(connection)
        sock.sendall(f"{line}\r\n".encode())
        code, answer = self._reply(connection)
        if code // 100 != expected // 100:
            raise _Refused(code if code >= AGAIN else CLOSING, answer)

    def _reply(self, connection: smtplib.SMTP) -> tuple[int, str]:
        code, said = connection.getreply()
        if code < 0:
            raise smtplib.SMTPServerDisconnected("the server did not answer in SMTP")
        return code, self._hidden(last_line(said))

    @staticmethod
    def _socket(connection: smtplib.SMTP) -> socket.socket:
        if connection.sock is None:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return connection.sock

    # -- the connection -----------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        """Open a connection; a server that is away, or busy, is asked a few times."""
        for pause in (*self._server.patience.pauses, None):
            try:
                self._connection = self._opened()
            except (*LOST, _Refused) as error:
                for_good = isinstance(error, ssl.SSLError) or (
                    isinstance(error, _Refused) and error.code >= FOR_GOOD
                )
                if pause is None or for_good:
                    raise
                time.sleep(pause)
            else:
                return self._connection
        raise AssertionError("unreachable")

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        if server.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        wait = server.patience.connect
        try:
            connection = (
                smtplib.SMTP_SSL(server.host, server.port, timeout=wait, context=context)
                if server.tls
                else smtplib.SMTP(server.host, server.port, timeout=wait)
            )
            try:
                self._greet(connection, context)
                sock = self._socket(connection)
            except BaseException:
                connection.close()
                raise
        except ssl.SSLCertVerificationError as error:
            raise self._unfit(
                f"its certificate proves nothing: {error.verify_message}",
                "Name the server as its certificate does; --insecure trusts whoever answers",
            ) from None
        except smtplib.SMTPAuthenticationError as error:
            answer = self._answered(error)
            if error.smtp_code < FOR_GOOD:
                raise _Refused(error.smtp_code, answer) from None
            raise self._unfit(
                f"it does not let {server.user} in: {error.smtp_code} {answer}",
                "Look whether user and password are right",
            ) from None
        except smtplib.SMTPResponseException as error:
            raise _Refused(error.smtp_code, self._answered(error)) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            raise self._unfit(
                self._said(error), "Look whether --smtp names the right one"
            ) from None
        sock.settimeout(server.patience.reply)
        # The dot that ends a message goes out by itself, and must not wait for an answer.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _answered(self, error: smtplib.SMTPResponseException) -> str:
        said = error.smtp_error
        return self._hidden(last_line(said if isinstance(said, bytes) else str(said).encode()))

    def _greet(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Say hello, encrypt, and say who we are."""
        server = self._server
        connection.ehlo_or_helo_if_needed()
        if not server.tls:
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo_or_helo_if_needed()
            elif not server.insecure:
                raise self._unfit(
                    "it does not offer encryption (STARTTLS)",
                    "Use smtps:// if it has it; --insecure goes on without",
                )
        if server.user:
            connection.login(server.user, server.password)

    def _unfit(self, what: str, hint: str) -> DigestError:
        return DigestError(what, where=self._server.name, hint=hint)

    def _reset(self, connection: smtplib.SMTP) -> None:
        """Forget a message that was announced; a server that cannot is not asked again."""
        try:
            self._ask(connection, "RSET", OK)
        except (*LOST, _Refused):
            self._drop()

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Say good-bye."""
        if self._connection:
            with suppress(OSError, smtplib.SMTPException):
                self._socket(self._connection).settimeout(2.0)
                self._connection.quit()
            self._drop()

    def _said(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return "the server did not answer in time"
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return self._hidden(last_line(str(reason).encode()))

    def _hidden(self, said: str) -> str:
        """Leave the password out of what is kept, should a server repeat it."""
        password = self._server.password
        return said.replace(password, "***") if password else said
