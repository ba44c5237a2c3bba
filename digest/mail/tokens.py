"""The token in a reader's own way out of the list: only who knows the secret can have made it.

HMAC-SHA256 (RFC 2104) of the list's id, a line feed and the address as the link has it, all in
UTF-8; of that, the first 32 hexadecimal digits.
"""

from __future__ import annotations

import hmac

from digest.errors import ConfigError

LENGTH = 32
#: Bytes: as many as a token has.
SHORTEST = 16


def make_token(secret: bytes, *, list_id: str, address: str) -> str:
    """Return what proves that a link for this address was made by us."""
    return hmac.digest(secret, f"{list_id}\n{address}".encode(), "sha256").hex()[:LENGTH]


def read_secret(content: bytes, *, where: str) -> bytes:
    """Return a secret as it was written, without the white space around it.

    Raises:
        ConfigError: it is so short that it could be guessed.

    """
    secret = content.strip()
    if len(secret) < SHORTEST:
        raise ConfigError(
            f"a secret needs {SHORTEST} bytes or more, got {len(secret)}",
            where=where,
            hint="`openssl rand -hex 32` makes one",
        )
    return secret
