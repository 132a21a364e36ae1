"""One value, one spelling: the canonical JSON in which statements are hashed, signed and committed to.

Equal to RFC 8785 (https://www.rfc-editor.org/rfc/rfc8785) for the values the record allows: strings, integers
up to 2**53-1 either way, booleans, null, arrays, and objects whose keys are ASCII. Floats are refused: two
languages print the same float differently, and then the hashes differ.

    encode({"v": 1, "kind": "incident.opened", "place": "قرية"})
    == '{"kind":"incident.opened","place":"قرية","v":1}'.encode()

``decode`` proves by writing the value again that its bytes were the canonical ones, so most rules need no
walk through the value. What rewriting cannot show (a float, a large integer, a key outside ASCII, nesting
beyond the limit) is first looked for in the bytes, and the value is walked only where something may be there.
"""

from __future__ import annotations

import enum
from typing import Final, NoReturn, TypeAlias, cast

import msgspec

from mithaq.errors import InvalidStatement, MalformedRecord

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_INTEGER", "CanonicalValue", "decode", "encode"]

CanonicalValue: TypeAlias = "str | int | bool | list[CanonicalValue] | dict[str, CanonicalValue] | None"

# Beyond this, JavaScript and other readers of JSON silently round.
MAX_INTEGER: Final = 2**53 - 1
# Interpreters give up at different depths; a verdict must not depend on whose stack is deeper.
MAX_DEPTH: Final = 100
# Entries have their own, smaller limit; rule books and manifests are longer: one of 100,000 incidents has 24 MB.
MAX_BYTES: Final = 64 * 2**20

# Looked up before calling: most values are these, and a call costs more than the walk.
_ALWAYS_PLAIN: Final = frozenset({str, bool, type(None)})

_ADVICE: Final = "Only strings, integers up to 2**53-1, booleans, null, arrays and objects with ASCII keys."


def _refuse_float(literal: str) -> NoReturn:
    raise ValueError(f"the number {literal[:40]} is not an integer")


_write = msgspec.json.Encoder(order="sorted").encode
_read = msgspec.json.Decoder(float_hook=_refuse_float).decode

# Maps every digit to 0: sixteen in a row betray an integer that may exceed 2**53-1 (itself sixteen digits).
_DIGITS_TO_ZERO: Final = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))
_SIXTEEN_DIGITS: Final = b"0" * 16
# Leaves quotes, colons and one sign for all bytes outside ASCII: what stands outside ASCII right before a
# quote and a colon is a key, unless some string holds an escaped quote.
_OTHERS_TO_80: Final = bytes(min(byte, 0x80) for byte in range(256))
_PLAIN_ASCII: Final = bytes(byte for byte in range(128) if byte not in b'":')
_KEY_OUTSIDE_ASCII: Final = b'\x80":'


def encode(value: object) -> bytes:
    """The canonical bytes of a value; ``msgspec.Struct`` counts as an object and keeps its ``omit_defaults``."""
    _require_plain(value, 0)
    try:
        return _write(value)
    except UnicodeEncodeError:
        raise InvalidStatement("A string holds half of a surrogate pair.", advice=_ADVICE) from None


def decode(data: bytes) -> CanonicalValue:
    """The value of canonical bytes; any other spelling of it is ``MalformedRecord``."""
    if len(data) > MAX_BYTES:
        raise MalformedRecord(f"This JSON has {len(data)} bytes; the limit is {MAX_BYTES}.")
    try:
        value = _read(data)
        rewritten = _write(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MalformedRecord(f"This is not canonical JSON: {error}.") from None
    if rewritten != data:
        raise MalformedRecord(
            "This is JSON, but not its canonical spelling (sorted unique keys, no spaces, plain escapes).",
        )
    if _needs_a_walk(data):
        try:
            _require_plain(value, 0)
        except InvalidStatement as error:
            raise MalformedRecord(error.problem, advice=error.advice) from None
    return cast("CanonicalValue", value)


def _needs_a_walk(data: bytes) -> bool:
    """Whether these bytes, known to be what the encoder writes, may hold what only a walk can find."""
    if _SIXTEEN_DIGITS in data.translate(_DIGITS_TO_ZERO):
        return True
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        return True
    if data.isascii():
        return False
    return b'\\"' in data or _KEY_OUTSIDE_ASCII in data.translate(_OTHERS_TO_80, _PLAIN_ASCII)


def _require_plain(value: object, depth: int) -> None:
    kind = type(value)
    if kind in _ALWAYS_PLAIN:
        return
    if kind is int:
        if not -MAX_INTEGER <= cast("int", value) <= MAX_INTEGER:
            raise InvalidStatement("An integer lies beyond 2**53-1.", advice=_ADVICE)
        return
    if isinstance(value, enum.Enum):
        if not isinstance(value.value, str):
            raise InvalidStatement(f"{value!r} is not a closed list of strings.", advice=_ADVICE)
        return
    if depth >= MAX_DEPTH:
        raise InvalidStatement(f"Arrays and objects are nested deeper than {MAX_DEPTH}.", advice=_ADVICE)
    if kind is dict:
        for key, item in cast("dict[object, object]", value).items():
            if type(key) is not str or not key.isascii():
                raise InvalidStatement(f"The key {key!r} is not an ASCII string.", advice=_ADVICE)
            if type(item) not in _ALWAYS_PLAIN:
                _require_plain(item, depth + 1)
    elif kind is list or kind is tuple:
        for item in cast("list[object] | tuple[object, ...]", value):
            if type(item) not in _ALWAYS_PLAIN:
                _require_plain(item, depth + 1)
    elif isinstance(value, msgspec.Struct):
        _require_plain_struct(value, depth)
    else:
        raise InvalidStatement(f"A value of type {kind.__name__} has no canonical form.", advice=_ADVICE)


def _require_plain_struct(value: msgspec.Struct, depth: int) -> None:
    for key in (*value.__struct_encode_fields__, value.__struct_config__.tag_field or ""):
        if not key.isascii():
            raise InvalidStatement(f"The key {key!r} is not an ASCII string.", advice=_ADVICE)
    _require_plain(value.__struct_config__.tag, depth + 1)
    for name in value.__struct_fields__:
        item = getattr(value, name)
        if item is not msgspec.UNSET:
            _require_plain(item, depth + 1)
