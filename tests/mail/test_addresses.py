"""Mail addresses as people write them."""

from __future__ import annotations

import pytest

from digest.errors import ConfigError, UsageError
from digest.mail.address import Mailbox, parse_address


@pytest.mark.parametrize(
    ("written", "name", "spec"),
    [
        ("ann@example.org", "", "ann@example.org"),
        (" <ann@example.org> ", "", "ann@example.org"),
        ("Ann Lee <ann@example.org>", "Ann Lee", "ann@example.org"),
        ("Ann  Lee<ann@example.org>", "Ann Lee", "ann@example.org"),
        ('"Lee, Ann" <ann@example.org>', "Lee, Ann", "ann@example.org"),
        (r'"Ann \"A\" Lee" <ann@example.org>', 'Ann "A" Lee', "ann@example.org"),
        ("Lee, Ann <ann@example.org>", "Lee, Ann", "ann@example.org"),
        ("Łucja Ünal <l.u+x@example.org>", "Łucja Ünal", "l.u+x@example.org"),
        ("ann@bücher.example", "", "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "", "ann@xn--strae-oqa.example"),
        ("ann@ΠΑΡΆΔΕΙΓΜΑ.example", "", "ann@xn--hxajbheg2az3al.example"),
        ("ann@例え。テスト", "", "ann@xn--r8jz45g.xn--zckzah"),
        ("Ünal <ünal@example.org>", "Ünal", "ünal@example.org"),
        ("u\u0308nal@bücher.example", "", "ünal@xn--bcher-kva.example"),
        ("用户.名@example.org", "", "用户.名@example.org"),
        ("न\u094d\u200dयू@example.org", "", "न\u094d\u200dयू@example.org"),
        (f"{'ü' * 32}@example.org", "", f"{'ü' * 32}@example.org"),
        ("ann@localhost", "", "ann@localhost"),
        ("ann@[127.0.0.1]", "", "ann@[127.0.0.1]"),
        ('"a b"@example.org', "", '"a b"@example.org'),
        (f"{'a' * 64}@example.org", "", f"{'a' * 64}@example.org"),
    ],
)
def test_an_address_is_a_name_and_a_mailbox(written: str, name: str, spec: str) -> None:
    """The domain in ASCII (RFC 5891); a mailbox in another script as it is, in NFC (RFC 6532)."""
    box = parse_address(written)

    assert (name, spec) == (box.name, box.spec)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "is no mail address"),
        ("ann", "is no mail address"),
        ("@example.org", "is no mail address"),
        ("ann@", "is no mail address"),
        ("ann@@example.org", "is no mail address"),
        ("a b@example.org", "is no mail address"),
        ("ann.@example.org", "is no mail address"),
        ("ann@example..org", "is no mail address"),
        ("ann@-example.org", "is no mail address"),
        ("ann@exa_mple.org", "is no mail address"),
        ("ann@ü..example", "is no mail address"),
        ("ann@example.org, bob@example.org", "is no mail address"),
        ("Ann <ann@example.org> x", "is no mail address"),
        ("Ann <<ann@example.org>>", "is no mail address"),
        (f"{'a' * 65}@example.org", "is no mail address"),
        (f"a@{'a.' * 130}org", "is no mail address"),
        ("ä nn@example.org", "is no mail address"),
        ('"ä"@example.org', "is no mail address"),
        ("a\u00a0b@example.org", "is no mail address"),
        ("a\u202eb@example.org", "is no mail address"),
        ("a\ufeffb@example.org", "is no mail address"),
        ("a\ue000b@example.org", "is no mail address"),
        ("ä..b@example.org", "is no mail address"),
        (f"{'ü' * 33}@example.org", "is no mail address"),
        ("ann@\u202eexample.org", "is no mail address"),
        ("ann@example.org\nBcc: bob@example.org", "has a control character in it"),
        ("Ann\r\nX: y <ann@example.org>", "has a control character in it"),
        ("Ann\u2028<ann@example.org>", "has a control character in it"),
        ("ann@example.org\0", "has a control character in it"),
    ],
)
def test_what_is_no_address_is_refused(written: str, reason: str) -> None:
    """With where it stands, and what one looks like."""
    with pytest.raises(UsageError) as caught:
        parse_address(written, where="--to")

    assert str(caught.value).startswith(f"--to: {written!r} {reason}. ")


def test_a_wrong_address_in_a_file_is_a_fault_of_the_file() -> None:
    """The caller says which kind of error it is."""
    with pytest.raises(ConfigError):
        parse_address("ann", where="digest.toml: [mail] from", kind=ConfigError)


def test_a_mailbox_is_what_an_envelope_takes() -> None:
    """Without the name."""
    assert "ann@example.org" == Mailbox(name="Ann", local="ann", domain="example.org").spec
