r"""Every number, hash and line of a public file has exactly one spelling; anything else is refused.

Decimals as in https://c2sp.org/tlog-checkpoint (no sign, no leading zero), base64 as in RFC 4648 section 4
(padded, no white space, unused bits zero). A reader that forgives two spellings lets one record have two
faces: the same value would hash and sign differently. So each value is read, written again, and compared.

    42     is 42         042, +42, 4_2 and ٤٢ are nothing
    AA==   is b"\x00"    AA, AB== and "AA ==" are nothing
"""

from __future__ import annotations

from binascii import Error as Base64Error, a2b_base64, b2a_base64

from mithaq.errors import MalformedRecord

__all__ = ["HASH_BYTES", "MAX_SIZE", "base64_text", "read_base64", "read_decimal", "read_hash", "read_utf8"]

# Tree sizes and POSIX times of the formats are uint64; other implementations hold them in an int64.
MAX_SIZE = 2**63 - 1
HASH_BYTES = 32


def read_decimal(text: str, what: str, *, most: int = MAX_SIZE) -> int:
    # Twenty digits already exceed an int64; the length is checked before int() sees a megabyte of digits.
    if not (text.isascii() and text.isdigit()) or len(text) > 20:
        raise MalformedRecord(f"{what} is not a plain decimal: {text[:40]!r}.")
    number = int(text)
    if str(number) != text:
        raise MalformedRecord(f"{what} is written with a leading zero: {text!r}.")
    if number > most:
        raise MalformedRecord(f"{what} is larger than {most}: {text}.")
    return number


def base64_text(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def read_base64(text: str, what: str) -> bytes:
    try:
        data = a2b_base64(text)
    except (Base64Error, ValueError):
        raise MalformedRecord(f"{what} is not base64: {text[:40]!r}.") from None
    if base64_text(data) != text:
        raise MalformedRecord(f"{what} is not the one base64 spelling of its bytes: {text[:40]!r}.")
    return data


def read_hash(text: str, what: str) -> bytes:
    data = read_base64(text, what)
    if len(data) != HASH_BYTES:
        raise MalformedRecord(f"{what} has {len(data)} bytes; a SHA-256 hash has {HASH_BYTES}.")
    return data


def read_utf8(data: bytes | str, what: str, *, most_bytes: int) -> str:
    """Text free of control characters other than newline, with its size checked before anything else."""
    if isinstance(data, str):
        try:
            data = data.encode()
        except UnicodeEncodeError:
            raise MalformedRecord(f"{what} is not valid Unicode.") from None
    if len(data) > most_bytes:
        raise MalformedRecord(f"{what} has {len(data)} bytes; the limit is {most_bytes}.")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedRecord(f"{what} is not valid UTF-8.") from None
    if any(character < " " and character != "\n" for character in text):
        raise MalformedRecord(f"{what} holds a control character.")
    return text
