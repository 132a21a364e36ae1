"""The tables, by part; every one declares its class (design, section 4, "Tables")."""

from mithaq.store.models.agreement import Area, ListedKey, MissionRow, Party, PartyName, Terms
from mithaq.store.models.bulletin import Bulletin, Clock, DigestNode, DigestState, DoorWeek
from mithaq.store.models.monitoring import (
    Campaign,
    Claim,
    CountingRule,
    DispositionRow,
    Epoch,
    ImportRun,
    Incident,
    IncidentReport,
    Report,
    Source,
    SourceGrade,
)
from mithaq.store.models.record import Ciphertext, Entry, Stream
from mithaq.store.models.sealing import ErasedStatement, Erasure, LostStatement, OpenedSeal
from mithaq.store.models.table_class import TableClass
from mithaq.store.models.working import (
    DoomedKey,
    Held,
    ImportMapping,
    InboxReport,
    KeyCopy,
    PendingDisposition,
    StatusDoor,
    UnresolvedPlace,
    UnsaidErasure,
)

__all__ = [
    "Area",
    "Bulletin",
    "Campaign",
    "Ciphertext",
    "Claim",
    "Clock",
    "CountingRule",
    "DigestNode",
    "DigestState",
    "DispositionRow",
    "DoomedKey",
    "DoorWeek",
    "Entry",
    "Epoch",
    "ErasedStatement",
    "Erasure",
    "Held",
    "ImportMapping",
    "ImportRun",
    "InboxReport",
    "Incident",
    "IncidentReport",
    "KeyCopy",
    "ListedKey",
    "LostStatement",
    "MissionRow",
    "OpenedSeal",
    "Party",
    "PartyName",
    "PendingDisposition",
    "Report",
    "Source",
    "SourceGrade",
    "StatusDoor",
    "Stream",
    "TableClass",
    "Terms",
    "UnresolvedPlace",
    "UnsaidErasure",
]
