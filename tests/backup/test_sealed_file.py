"""What is sealed comes back byte for byte, or is refused: cut, changed or moved."""

import base64
import io
import random

import pytest

from labs.backup.sealed_file import CHUNK, SealedWriter, open_sealed, parse_key
from labs.words import Refused
from tests.backup.conftest import KEY

HEADER, TAG = 60, 16
CONTENT = random.Random(1).randbytes(3 * CHUNK + 100)


def seal(content, key=KEY):
    file = io.BytesIO()
    writer = SealedWriter(file, key)
    writer.write(content)
    writer.close_content()
    return file.getvalue()


def unseal(data, key=KEY):
    return open_sealed(io.BytesIO(data), key).read()


def refusal(data, key=KEY):
    with pytest.raises(Refused) as refused:
        unseal(data, key)
    return refused.value.code


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_sealed_comes_back(size, key):
    assert unseal(seal(CONTENT[:size], key), key) == CONTENT[:size]


def test_pieces_of_any_size_make_the_same_content():
    file = io.BytesIO()
    writer = SealedWriter(file, KEY)
    for at in range(0, len(CONTENT), 1000):
        writer.write(CONTENT[at : at + 1000])
    writer.close_content()
    assert unseal(file.getvalue()) == CONTENT


def test_nothing_of_the_content_can_be_read_and_no_two_files_are_alike():
    one, other = seal(b"Otto Synthetic" * 50), seal(b"Otto Synthetic" * 50)
    assert b"Otto" not in one
    assert one[HEADER:] != other[HEADER:]


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_file_that_was_cut_anywhere_is_refused(key):
    whole = seal(CONTENT, key)
    chunk = CHUNK + TAG
    ends = {HEADER + n * chunk + by for n in range(4) for by in (-1, 0, 1)}
    cuts = {0, 1, HEADER // 2, len(whole) - 1, *ends, *range(70, len(whole), 9973)}
    for cut in sorted(cuts):
        assert refusal(whole[:cut], key) in ("backup-damaged", "backup-not-ours"), cut


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_file_with_any_bit_flipped_is_refused(key):
    whole = seal(CONTENT[: CHUNK + 500], key)
    for at in [*range(HEADER + 20), *range(HEADER + 20, len(whole), 997), len(whole) - 1]:
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        assert refusal(bytes(changed), key), at


def test_chunks_that_change_places_go_missing_or_come_twice_are_refused():
    whole, size = seal(CONTENT), CHUNK + TAG
    header, rest = whole[:HEADER], whole[HEADER:]
    first, second, third, last = (rest[at : at + size] for at in range(0, len(rest), size))
    for parts in (
        (second, first, third, last),
        (first, third, last),
        (first, second, last, third),
        (first, first, second, third, last),
        (first, second, third, last, last),
        (last,),
    ):
        assert refusal(header + b"".join(parts)) == "backup-damaged"


def test_a_chunk_of_another_file_of_the_same_key_is_refused():
    one, other = seal(CONTENT), seal(CONTENT)
    assert refusal(one[:HEADER] + other[HEADER:]) == "backup-damaged"
    assert refusal(one + b"x") == "backup-damaged"


def test_a_wrong_key_is_told_from_a_damaged_file():
    assert refusal(seal(b"x"), bytes(32)) == "backup-key-wrong"
    assert refusal(seal(b"x"), None) == "backup-is-encrypted"
    assert refusal(seal(b"x", None), KEY) == "backup-is-plain"
    assert refusal(b"PK" + bytes(100)) == "backup-not-ours"
    later = bytearray(seal(b"x"))
    later[10] += 1
    assert refusal(bytes(later)) == "backup-format-other"


@pytest.mark.parametrize("padding", ["=", ""])
def test_a_key_is_32_bytes_of_url_safe_base64(padding):
    key = bytes([251] * 32)
    text = base64.urlsafe_b64encode(key).decode().rstrip("=") + padding
    assert "-" in text
    assert parse_key(f"{text}\n") == key


@pytest.mark.parametrize("text", ["x", "A" * 42, "A" * 46, "ä" * 43, "A" * 41, "="])
def test_anything_else_is_no_key(text):
    with pytest.raises(Refused, match="32 bytes"):
        parse_key(text)
