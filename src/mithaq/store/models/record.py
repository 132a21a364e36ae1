"""The record's own tables, and the chain of statements of every public subject."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field, instant_field

__all__ = ["Ciphertext", "Entry", "Stream"]


class Entry(models.Model):
    table_class = TableClass.RECORD

    index = PlaceField(primary_key=True)
    id = id_field(unique=True)
    kind = models.CharField(max_length=40)
    at = instant_field()
    bytes = models.BinaryField()

    class Meta:
        db_table = "entry"


class Ciphertext(models.Model):
    """The sealed values of an entry; an erased one stays, unopenable, since its key is gone."""

    table_class = TableClass.RECORD

    index = PlaceField(primary_key=True)
    key = models.BigIntegerField()
    blob = models.BinaryField()

    class Meta:
        db_table = "ciphertext"


class Stream(models.Model):
    table_class = TableClass.PROJECTED

    subject = id_field(primary_key=True)
    position = models.BigIntegerField(unique=True)
    first_index = models.BigIntegerField()
    last_index = models.BigIntegerField(db_index=True)
    count = models.BigIntegerField()

    class Meta:
        db_table = "stream"
