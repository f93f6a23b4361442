"""What an authenticator app shows, computed here."""

import base64
import hmac
import struct
import time


def totp_code(secret: str, at: float | None = None) -> str:
    """Six digits of RFC 6238 for a key in base32, now or at another moment."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
