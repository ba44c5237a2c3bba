"""Keys for DKIM (RFC 6376), and what DNS says of them."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

from tests.support.programs import needs

if TYPE_CHECKING:
    from pathlib import Path


def make_key(file: Path) -> bytes:
    """Write a new private key; return the record of its public half (section 3.6.1)."""
    openssl = needs("openssl", "openssl")
    make = [openssl, "genrsa", "-traditional", "-out", str(file), "2048"]
    subprocess.run(make, capture_output=True, check=True)
    show = [openssl, "rsa", "-in", str(file), "-pubout", "-outform", "DER"]
    public = subprocess.run(show, capture_output=True, check=True).stdout
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
