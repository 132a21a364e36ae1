"""The four classes of table, and the columns that most tables share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models

__all__ = ["INSTANT", "PlaceField", "TableClass", "id_field", "instant_field"]

INSTANT = 20


class TableClass(StrEnum):
    """What may write a table, and whether it is rebuilt."""

    RECORD = "record"
    """Entries and their ciphertext: what everything else is made from."""
    PROJECTED = "projected"
    """Written only by a projection, live and in a rebuild alike; compared after one."""
    DERIVED = "derived"
    """Recomputable at any time; not compared."""
    WORKING = "working"
    """Backed up, not rebuilt."""


class PlaceField(models.BigIntegerField):  # type: ignore[type-arg]  # Django takes none at run time
    """The number by which a row is found, and on SQLite also where it lies.

    "bigint" would get an index of its own there beside a hidden counter of arrivals, which in the inbox must
    not exist: the order of reports betrays reporters. "integer" is the row's own number, of 64 bits as well.
    """

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


def id_field(**options: Any) -> models.CharField[str, str]:
    return models.CharField(max_length=18, **options)


def instant_field(**options: Any) -> models.CharField[str, str]:
    """A moment as the record writes it; text of one width sorts as time does, alike on both databases."""
    return models.CharField(max_length=INSTANT, **options)
