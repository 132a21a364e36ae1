"""Reports and what became of them, sources, incidents, campaigns and other recorders' claims."""

# ruff: noqa: D106 - Django's Meta says nothing that its lines do not.
from __future__ import annotations

from django.db import models

from mithaq.store.models.table_class import PlaceField, TableClass, id_field, instant_field

__all__ = [
    "Campaign",
    "Claim",
    "CountingRule",
    "DispositionRow",
    "Epoch",
    "ImportRun",
    "Incident",
    "IncidentAssessment",
    "IncidentReport",
    "LinkBatch",
    "LinkJudgement",
    "LinkageRun",
    "Report",
    "ReportTrace",
    "Source",
    "SourceGrade",
]


class Source(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    code = models.CharField(max_length=80, unique=True)
    name = models.TextField()
    republish = models.CharField(max_length=10)
    channel = models.CharField(max_length=80)
    standing = models.CharField(max_length=10)
    terms = models.CharField(max_length=400)
    verified = models.BooleanField()

    class Meta:
        db_table = "source"


class SourceGrade(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    source = id_field(db_index=True)
    reliability = models.CharField(max_length=1)
    since = models.CharField(max_length=10)

    class Meta:
        db_table = "source_grade"


class Report(models.Model):
    """One row a report. Day, place, class and numbers are filled only where the record shows them."""

    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    id = id_field(unique=True)
    kind = models.CharField(max_length=10)
    at = instant_field()
    due_at = instant_field()
    republish = models.CharField(max_length=10)
    source = id_field(null=True)
    external_mark = models.BinaryField(max_length=16, null=True, unique=True)
    """Blind index of source and external id, so that a second import adds nothing."""
    day_from = models.CharField(max_length=10, null=True)
    day_to = models.CharField(max_length=10, null=True)
    subdistrict = models.CharField(max_length=80, null=True)
    governorate = models.CharField(max_length=80, null=True)
    classes = models.CharField(max_length=200, null=True)
    killed_low = models.IntegerField(null=True)
    killed_best = models.IntegerField(null=True)
    killed_high = models.IntegerField(null=True)
    facts = models.TextField(null=True)
    described_index = models.BigIntegerField(null=True)

    class Meta:
        db_table = "report"


class Epoch(models.Model):
    """Reports that entered together; ``short`` says that fewer than the terms' minimum did."""

    table_class = TableClass.PROJECTED

    at = instant_field(primary_key=True)
    reports = models.IntegerField()
    short = models.BooleanField()

    class Meta:
        db_table = "epoch"


class LinkBatch(models.Model):
    """Dispositions with sealed links that entered together; one batch a UTC day."""

    table_class = TableClass.PROJECTED

    at = instant_field(primary_key=True)
    dispositions = models.IntegerField()

    class Meta:
        db_table = "link_batch"


class DispositionRow(models.Model):
    """The current disposition of a report."""

    table_class = TableClass.PROJECTED

    report = id_field(primary_key=True)
    statement = id_field(db_index=True)
    index = models.BigIntegerField()
    disposition = models.CharField(max_length=14)
    incident = id_field(null=True, db_index=True)
    incident_mark = models.BinaryField(max_length=16, null=True, db_index=True)
    duplicate_of = id_field(null=True)
    campaign = id_field(null=True)

    class Meta:
        db_table = "disposition"


class Campaign(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    disposition = models.CharField(max_length=14)
    reports = models.BigIntegerField()
    reason = models.TextField(null=True)

    class Meta:
        db_table = "campaign"


class Incident(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    opened_at = instant_field()
    had_public = models.BooleanField(default=False)
    """Whether a public report was ever in it."""
    described_index = models.BigIntegerField(null=True)
    day_from = models.CharField(max_length=10, null=True)
    day_to = models.CharField(max_length=10, null=True)
    subdistrict = models.CharField(max_length=80, null=True)
    governorate = models.CharField(max_length=80, null=True)
    classes = models.CharField(max_length=200, null=True)
    facts = models.TextField(null=True)

    class Meta:
        db_table = "incident"


class IncidentReport(models.Model):
    """Public links only; sealed ones are found by ``disposition.incident_mark``."""

    table_class = TableClass.PROJECTED

    report = id_field(primary_key=True)
    incident = id_field(db_index=True)
    index = models.BigIntegerField()

    class Meta:
        db_table = "incident_report"


class CountingRule(models.Model):
    table_class = TableClass.PROJECTED

    id = id_field(primary_key=True)
    index = models.BigIntegerField()
    code = models.CharField(max_length=80)
    recorder = id_field(db_index=True)
    text = models.TextField()
    source = models.CharField(max_length=400)
    verified = models.BooleanField()

    class Meta:
        db_table = "counting_rule"


class Claim(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    id = id_field(unique=True)
    recorder = id_field()
    rule = id_field()
    external_id = models.CharField(max_length=200)
    day_from = models.CharField(max_length=10, db_index=True)
    day_to = models.CharField(max_length=10)
    measure = models.CharField(max_length=80)
    count = models.BigIntegerField(null=True)

    class Meta:
        db_table = "claim"
        indexes = (models.Index(fields=("recorder", "external_id"), name="claim_of_recorder"),)


class ImportRun(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    reader = models.CharField(max_length=80, null=True)
    rows = models.BigIntegerField(null=True)
    accepted = models.BigIntegerField(null=True)
    already_known = models.BigIntegerField(null=True)
    refused = models.BigIntegerField(null=True)

    class Meta:
        db_table = "import_run"


class ReportTrace(models.Model):
    """Every trace ever made of a report; the newest is current. ``shown`` is NULL where all of it is sealed."""

    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    statement = id_field(unique=True)
    report = id_field(db_index=True)
    at = instant_field()
    shown = models.TextField(null=True)

    class Meta:
        db_table = "report_trace"


class IncidentAssessment(models.Model):
    """Every assessment of an incident; the newest stands."""

    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    statement = id_field(unique=True)
    incident = id_field(db_index=True)
    at = instant_field()
    grade = models.CharField(max_length=10)
    said = models.TextField()

    class Meta:
        db_table = "incident_assessment"


class LinkageRun(models.Model):
    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    id = id_field(unique=True)
    at = instant_field()
    as_of = models.BigIntegerField()
    public_file = models.CharField(max_length=64)
    sealed_file = models.CharField(max_length=64)

    class Meta:
        db_table = "linkage_run"


class LinkJudgement(models.Model):
    """A person's judgement on two reports; a sealed one has its place here and nothing else."""

    table_class = TableClass.PROJECTED

    index = PlaceField(primary_key=True)
    statement = id_field(unique=True)
    judgement = models.CharField(max_length=10, null=True)
    first = id_field(null=True)
    second = id_field(null=True)

    class Meta:
        db_table = "link_judgement"
