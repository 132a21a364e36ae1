"""Working tables: the inbox, what waits, and what a person still has to decide. Nothing sealed in clear."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field, instant_field

__all__ = [
    "DoomedKey",
    "Held",
    "ImportMapping",
    "InboxReport",
    "KeyCopy",
    "PendingDisposition",
    "PendingErasure",
    "PendingTrace",
    "Reading",
    "StatusDoor",
    "UnresolvedPlace",
    "UnsaidErasure",
]


class InboxReport(models.Model):
    """A report that is durable and promised, and not yet on the record. No exact time of arrival is kept.

    The key is random, so that the order of rows tells no order of arrival, and few indices stand on the table:
    somebody waits for this commit.
    """

    table_class = TableClass.WORKING

    number = PlaceField(primary_key=True)
    id = id_field()
    seals = models.BinaryField()
    """The sixteen commitments in the order of their names, 32 bytes each."""
    key = models.BigIntegerField(null=True)
    blob = models.BinaryField(null=True)
    """NULL where it was withdrawn or erased here: it still enters, keyless."""
    external_mark = models.BinaryField(max_length=16, null=True)
    words_mark = models.BinaryField(max_length=32, null=True)
    epoch_ends = instant_field()
    deadline = instant_field()

    class Meta:
        db_table = "inbox"
        constraints = (
            models.UniqueConstraint(
                fields=("external_mark",),
                condition=models.Q(external_mark__isnull=False),
                name="inbox_external_mark",
            ),
            models.UniqueConstraint(
                fields=("words_mark",),
                condition=models.Q(words_mark__isnull=False),
                name="inbox_words_mark",
            ),
        )


class StatusDoor(models.Model):
    """What a reporter's words open: a slow hash with a secret from outside the database."""

    table_class = TableClass.WORKING

    mark = models.BinaryField(max_length=32, primary_key=True)
    report = id_field()

    class Meta:
        db_table = "status_door"


class PendingDisposition(models.Model):
    """A disposition with a sealed link, complete and encrypted, waiting for the daily batch."""

    table_class = TableClass.WORKING

    report = id_field(primary_key=True)
    statement = id_field(unique=True)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    who = models.TextField()
    seals = models.TextField()
    key = models.BigIntegerField()
    blob = models.BinaryField()
    day_ends = instant_field()
    """The end of the UTC day on which it was decided; nothing finer is kept."""

    class Meta:
        db_table = "pending_disposition"


class PendingTrace(models.Model):
    """The origin of a report that may not be shown, complete and encrypted, waiting for the daily batch."""

    table_class = TableClass.WORKING

    report = id_field(primary_key=True)
    statement = id_field(unique=True)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    who = models.TextField()
    seals = models.TextField()
    key = models.BigIntegerField()
    blob = models.BinaryField()
    day_ends = instant_field()

    class Meta:
        db_table = "pending_trace"


class PendingErasure(models.Model):
    """An erasure that is done, complete and sealed, waiting for the daily batch to be told."""

    table_class = TableClass.WORKING

    statement = id_field(primary_key=True)
    body = models.TextField()
    who = models.TextField()
    seals = models.TextField()
    key = models.BigIntegerField()
    blob = models.BinaryField()
    day_ends = instant_field()
    """The end of the UTC day on which it was asked for; nothing finer is kept."""

    class Meta:
        db_table = "pending_erasure"


class Held(models.Model):
    """Something the exposure check holds; it is reviewed, and never expires into publication."""

    table_class = TableClass.WORKING

    id = id_field(primary_key=True)
    subject = id_field(db_index=True)
    reason = models.CharField(max_length=200)
    key = models.BigIntegerField()
    blob = models.BinaryField()
    held_at = instant_field()
    reviewed_at = instant_field(null=True)
    outcome = models.CharField(max_length=10, null=True)

    class Meta:
        db_table = "held"


class Reading(models.Model):
    """The read log: a sealed report that an officer opened, noted before it was opened.

    Who, why and at what moment are sealed; an erasure of the report takes the reason. A moment in clear, beside
    that of an incident opened soon after, would tell what the report was linked to.
    """

    table_class = TableClass.WORKING

    id = id_field(primary_key=True)
    report = id_field(db_index=True)
    day = models.CharField(max_length=10, db_index=True)
    role = models.CharField(max_length=32)
    key = models.BigIntegerField()
    blob = models.BinaryField()
    reason_key = models.BigIntegerField(null=True)
    reason_blob = models.BinaryField(null=True)

    class Meta:
        db_table = "reading"


class UnresolvedPlace(models.Model):
    """A place the gazetteer does not know; the words lie sealed with the report."""

    table_class = TableClass.WORKING

    report = id_field(primary_key=True)

    class Meta:
        db_table = "unresolved_place"


class ImportMapping(models.Model):
    table_class = TableClass.WORKING

    name = models.CharField(max_length=80, primary_key=True)
    columns = models.TextField()

    class Meta:
        db_table = "import_mapping"


class KeyCopy(models.Model):
    """A backup of the wrapped keys; an erasure is pending until the older ones are confirmed destroyed."""

    table_class = TableClass.WORKING

    name = models.CharField(max_length=80, primary_key=True)
    generation = models.BigIntegerField()
    destroyed = models.BooleanField(default=False)

    class Meta:
        db_table = "key_copy"


class DoomedKey(models.Model):
    """A key that is to be destroyed; noted with what decided it, gone when nothing of the key is left."""

    table_class = TableClass.WORKING

    key = PlaceField(primary_key=True)

    class Meta:
        db_table = "doomed_key"


class UnsaidErasure(models.Model):
    """A statement whose key was destroyed and which the record does not name.

    Either it never will (what an incident was opened with: to name it beside the report would tell a link that is
    sealed), or its erasure waits for the day's batch.
    """

    table_class = TableClass.WORKING

    statement = id_field(primary_key=True)

    class Meta:
        db_table = "unsaid_erasure"
