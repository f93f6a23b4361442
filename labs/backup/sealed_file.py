"""A file in chunks, each encrypted and authenticated: its bytes come back, or a refusal.

    header   magic, version, kind, salt, proof of the key
    chunks   64 KiB of content and a tag of 16 bytes; the last may be shorter

A chunk's nonce is its number and whether it is the last, and the header is authenticated
with each: one that is changed, moved, left out or cut off is found. Every file has a salt
of its own, so that no nonce meets the same key twice.
"""

import base64
import binascii
import hashlib
import hmac
import io
import os
import struct
from collections.abc import Buffer
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from labs.words import Refused

KEY_BYTES = 32
CHUNK = 64 * 1024
_TAG = 16
_MAGIC = b"HPG-BACKUP"
_VERSION = 1
_PLAIN, _ENCRYPTED = 0, 1
_HEADER = struct.Struct(">10sBB32s16s")


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Checksum:
    """Of a plain file: chance is found out, a hand is not."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        return data + self._sum(nonce, data, associated_data)

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        content, tag = data[:-_TAG], data[-_TAG:]
        if tag != self._sum(nonce, content, associated_data):
            raise InvalidTag
        return content

    def _sum(self, *parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()[:_TAG]


def parse_key(text: str) -> bytes:
    """The key in a text of URL-safe base64, with or without its padding; 32 bytes."""
    text = text.strip()
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):  # not ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused("backup-key-unfit")
    return key


def _derive(key: bytes | None, salt: bytes) -> tuple[_Cipher, bytes]:
    """What encrypts this file, and the proof that tells a wrong key from a damaged file."""
    if key is None:
        return _Checksum(), bytes(16)
    derived = HKDF(SHA256(), KEY_BYTES + 16, salt, b"hpg.backup/1").derive(key)
    return AESGCM(derived[:KEY_BYTES]), derived[KEY_BYTES:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter:
    """Takes bytes, writes chunks. Without `close_content` the file ends unfinished."""

    def __init__(self, file: BinaryIO, key: bytes | None) -> None:
        salt = os.urandom(32)
        self._cipher, proof = _derive(key, salt)
        kind = _PLAIN if key is None else _ENCRYPTED
        self._header = _HEADER.pack(_MAGIC, _VERSION, kind, salt, proof)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        self._sum = hashlib.sha256()
        self._put(self._header)

    def write(self, content: Buffer) -> int:
        self._waiting += content
        while len(self._waiting) > CHUNK:  # what is left may be the last
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(memoryview(content))

    def flush(self) -> None:
        """A chunk is written when it is full."""

    def close_content(self) -> str:
        """Write the last chunk; returns the SHA-256 of the whole file."""
        self._seal(bytes(self._waiting), last=True)
        return self._sum.hexdigest()

    def _seal(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._put(self._cipher.encrypt(nonce, content, self._header))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._sum.update(data)
        self._file.write(data)


class _SealedReader(io.RawIOBase):
    def __init__(self, file: BinaryIO, key: bytes | None) -> None:
        self._file = file
        self._header = file.read(_HEADER.size)
        self._cipher = _open_header(self._header, key)
        self._ahead = self._read_chunk()
        self._number = 0
        self._ended = False
        self._content = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        if not self._content and not self._ended:
            self._content = self._open_next()
        view = memoryview(buffer)
        size = min(len(view), len(self._content))
        view[:size] = self._content[:size]
        self._content = self._content[size:]
        return size

    def _read_chunk(self) -> bytes:
        return self._file.read(CHUNK + _TAG)

    def _open_next(self) -> bytes:
        chunk, self._ahead = self._ahead, self._read_chunk()
        self._ended = not self._ahead
        nonce = _nonce(self._number, last=self._ended)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, chunk, self._header)
        except (InvalidTag, ValueError):  # a chunk shorter than its tag
            raise Refused("backup-damaged") from None


def _open_header(header: bytes, key: bytes | None) -> _Cipher:
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise Refused("backup-not-ours")
    _, version, kind, salt, proof = _HEADER.unpack(header)
    if version != _VERSION:
        raise Refused("backup-format-other", version=version)
    if kind not in (_PLAIN, _ENCRYPTED):
        raise Refused("backup-damaged")
    if kind == _PLAIN and key is not None:
        raise Refused("backup-is-plain")
    if kind == _ENCRYPTED and key is None:
        raise Refused("backup-is-encrypted")
    cipher, expected = _derive(key, salt)
    if not hmac.compare_digest(proof, expected):
        raise Refused("backup-key-wrong")
    return cipher


def open_sealed(file: BinaryIO, key: bytes | None) -> io.BufferedReader:
    """The content of a sealed file; `Refused` is raised where a chunk does not hold."""
    return io.BufferedReader(_SealedReader(file, key), CHUNK)
