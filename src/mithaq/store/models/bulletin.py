"""Bulletins, the clock, and the digest's cached hashes."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field, instant_field

__all__ = ["Bulletin", "Clock", "DigestNode", "DigestState", "DoorWeek"]


class Bulletin(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    number = models.IntegerField(unique=True)
    day_from = models.CharField(max_length=10)
    day_to = models.CharField(max_length=10)
    cut_off = instant_field()
    as_of = models.BigIntegerField()
    figures = models.TextField()
    corrects = id_field(null=True)

    class Meta:
        db_table = "bulletin"


class DoorWeek(models.Model):
    """A week whose doors a bulletin has stated: it is never stated again."""

    table_class = TableClass.PROJECTED

    week = models.CharField(max_length=10, primary_key=True)
    index = models.BigIntegerField()

    class Meta:
        db_table = "door_week"


class Clock(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    at = instant_field()
    open = models.BigIntegerField()
    overdue = models.BigIntegerField()
    oldest_open = instant_field(null=True)

    class Meta:
        db_table = "clock"


class DigestNode(models.Model):
    """Hashes of the complete subtrees over the streams; level 0 are the leaves."""

    table_class = TableClass.DERIVED

    id = PlaceField(primary_key=True)
    """level * 2**48 + position: a key both databases sort alike."""
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "digest_node"


class DigestState(models.Model):
    """Up to which index the cached hashes are right."""

    table_class = TableClass.DERIVED

    id = models.SmallIntegerField(primary_key=True)
    as_of = models.BigIntegerField()

    class Meta:
        db_table = "digest_state"
