"""The mission, its terms, its keys and the parties."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field, instant_field

__all__ = ["Area", "ListedKey", "MissionRow", "Party", "PartyName", "SponsorshipRow", "Terms"]


class MissionRow(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    origin = models.CharField(max_length=200)
    name = models.TextField()
    mode = models.CharField(max_length=10)
    opened_at = instant_field()

    class Meta:
        db_table = "mission"


class Terms(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    version = models.CharField(max_length=80)
    disposition_days = models.IntegerField()
    epoch_seconds = models.IntegerField()
    epoch_minimum = models.IntegerField()
    promise_seconds = models.IntegerField()
    publication_delay_days = models.IntegerField()
    suppress_below = models.IntegerField()
    batch_days = models.IntegerField()

    class Meta:
        db_table = "terms"


class Area(models.Model):
    """The governorates of the mission's area with their sub-districts, as JSON; the newest row is in force."""

    table_class = TableClass.PROJECTED

    index = models.BigIntegerField(primary_key=True)
    governorates = models.TextField()

    class Meta:
        db_table = "area"


class ListedKey(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    purpose = models.CharField(max_length=10)
    vkey = models.CharField(max_length=400)

    class Meta:
        db_table = "listed_key"


class Party(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    code = models.CharField(max_length=80, unique=True)
    role = models.CharField(max_length=10)
    name = models.TextField()
    source = models.CharField(max_length=400)
    verified = models.BooleanField()

    class Meta:
        db_table = "party"


class PartyName(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    party = id_field(db_index=True)
    name = models.TextField()
    since = models.CharField(max_length=10, null=True)
    until = models.CharField(max_length=10, null=True)
    source = models.CharField(max_length=400)
    verified = models.BooleanField()

    class Meta:
        db_table = "party_name"


class SponsorshipRow(models.Model):
    """Who stands behind a party, and since when."""

    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    party = id_field()
    sponsor = id_field()
    since = models.CharField(max_length=10, null=True)
    until = models.CharField(max_length=10, null=True)
    source = models.CharField(max_length=400)
    verified = models.BooleanField()

    class Meta:
        db_table = "sponsorship"
