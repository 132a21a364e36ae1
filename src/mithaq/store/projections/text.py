"""Structured values as text columns, spelled alike on both databases."""

from __future__ import annotations

import msgspec

__all__ = ["json_text"]

_write = msgspec.json.Encoder(order="sorted").encode


def json_text(value: object) -> str:
    return _write(value).decode()
