"""Public identifiers: random, typed by one letter, and safe against a slip of the pen.

An identifier is a kind letter, 16 characters of Crockford base32 (80 random bits) and one check character:
``r7z2k9m4qd1x8v0ntc``. Nothing in it tells time or order (design, section 4). The check character is a
Reed-Solomon symbol over GF(32): it catches every single wrong character and every swap of two characters,
which a modulus cannot promise for a 32-letter alphabet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from mithaq.errors import InvalidStatement

__all__ = ["Letter", "are_ids", "check_id", "is_id", "new_id", "new_ids"]

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
RANDOM_BYTES: Final = 10


class Letter(StrEnum):
    """What an identifier names; a statement that only adds to a subject is ``s``."""

    BULLETIN = "b"
    CAMPAIGN = "c"
    COUNTING_RULE = "q"
    INCIDENT = "i"
    MISSION = "m"
    PARTY = "p"
    REPORT = "r"
    SOURCE = "o"
    STATEMENT = "s"


def _multiply(a: int, b: int) -> int:
    """GF(32) with x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _weights(count: int) -> list[int]:
    powers, power = [], 1
    for _ in range(count):
        power = _multiply(power, 2)
        powers.append(power)
    return powers


_VALUE: Final = {sign: number for number, sign in enumerate(ALPHABET)} | {
    # The kind letters that Crockford leaves out still need a value for the check.
    letter: ord(letter) & 31
    for letter in "ilou"
}
_PRODUCTS: Final = [{sign: _multiply(value, weight) for sign, value in _VALUE.items()} for weight in _weights(17)]


_ROWS: Final = [
    bytes(row.get(chr(code), 0) for code in range(128))
    for row in (*_PRODUCTS, {sign: ALPHABET.index(sign) for sign in ALPHABET})
]
"""The products by character code, with the check character last: over a right identifier they sum to nothing."""
_TABLES: Final = [row + bytes(128) for row in _ROWS]
"""The same as tables of `bytes.translate`, for a whole column of identifiers in one step."""
_LETTERS: Final = frozenset(letter.value for letter in Letter)
_SIGNS: Final = ALPHABET.encode()
_PAIRS: Final = [first + second for first in ALPHABET for second in ALPHABET]
"""Signs by ten bits at a time: half the steps of writing sign by sign."""
_PAIR_SUMS: Final = [
    bytes(first[pair[0]] ^ second[pair[1]] for pair in _PAIRS)
    for first, second in zip(_PRODUCTS[1::2], _PRODUCTS[2::2], strict=True)
]
"""What the pair at each place adds to the check."""


def new_id(letter: Letter, entropy: bytes) -> str:
    """The identifier made of exactly ten random bytes; the caller brings the randomness."""
    if len(entropy) != RANDOM_BYTES:
        raise InvalidStatement(f"an identifier needs {RANDOM_BYTES} random bytes, got {len(entropy)}")
    number = int.from_bytes(entropy)
    pairs = [(number >> shift) & 1023 for shift in range(70, -1, -10)]
    total = _PRODUCTS[0][letter.value]
    for sums, pair in zip(_PAIR_SUMS, pairs, strict=True):
        total ^= sums[pair]
    return letter.value + "".join([_PAIRS[pair] for pair in pairs]) + ALPHABET[total]


def new_ids(letter: Letter, count: int, random_bytes: Callable[[int], bytes]) -> list[str]:
    """Many identifiers from one draw of randomness, for bulk work."""
    pool = random_bytes(RANDOM_BYTES * count)
    return [new_id(letter, pool[start : start + RANDOM_BYTES]) for start in range(0, len(pool), RANDOM_BYTES)]


def is_id(text: str) -> bool:
    """Whether the check character fits and every sign belongs to the alphabet."""
    if len(text) != 18 or not text.isascii() or text[0] not in _LETTERS:
        return False
    signs = text.encode()
    if signs[1:].translate(None, _SIGNS):
        return False
    total = 0
    for row, sign in zip(_ROWS, signs, strict=True):
        total ^= row[sign]
    return total == 0


def are_ids(texts: Sequence[str], letters: str) -> bool:
    """Whether each of the texts is an identifier of its letter: `is_id` asked of all of them, column by column."""
    signs = "".join(texts).encode()
    if len(signs) != 18 * len(texts) or set(map(len, texts)) > {18} or signs[::18] != letters.encode():
        return False
    if not _LETTERS.issuperset(letters):
        return False
    columns = [signs[place::18] for place in range(18)]
    if b"".join(columns[1:]).translate(None, _SIGNS):
        return False
    total = 0
    for row, column in zip(_TABLES, columns, strict=True):
        total ^= int.from_bytes(column.translate(row))
    return total == 0


def check_id(text: str, letter: Letter | None = None) -> str:
    """The identifier itself, or an error that says whether it is mistyped or names another kind of thing."""
    if not is_id(text):
        raise InvalidStatement(
            f"{text!r} is not an identifier: its check character does not fit.",
            advice="Compare it with the original, character by character.",
        )
    if letter is not None and text[0] != letter.value:
        raise InvalidStatement(f"{text!r} does not name a {letter.name.lower().replace('_', ' ')}.")
    return text
