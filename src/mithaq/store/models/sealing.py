"""What was opened, erased or lost of the sealed values."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field

__all__ = ["ErasedStatement", "Erasure", "LostStatement", "OpenedSeal"]


class Erasure(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    statements = models.IntegerField()
    confirmed_index = models.BigIntegerField(null=True)
    """NULL: pending until every listed copy is confirmed destroyed."""
    copies = models.IntegerField(null=True)

    class Meta:
        db_table = "erasure"


class ErasedStatement(models.Model):
    table_class = TableClass.PROJECTED

    statement = id_field(primary_key=True)
    erasure = id_field(db_index=True)

    class Meta:
        db_table = "erased_statement"


class LostStatement(models.Model):
    table_class = TableClass.PROJECTED

    statement = id_field(primary_key=True)
    reason = models.CharField(max_length=12)

    class Meta:
        db_table = "lost_statement"


class OpenedSeal(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    opened_index = models.BigIntegerField(db_index=True)
    field = models.CharField(max_length=40)

    class Meta:
        db_table = "opened_seal"
