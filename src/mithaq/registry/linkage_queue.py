"""What the newest run of linkage asks a person, read from its sealed file, and why two reports go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mithaq.errors import KeyUnavailable, NotPermitted
from mithaq.mechanism.monitoring.judgements import ordered
from mithaq.registry.link_state import judgements, standing_links
from mithaq.registry.linkage_inputs import PointOf, linkage_inputs
from mithaq.registry.linkage_run import SealedPartition, linked_now
from mithaq.sealed.blobs import read_blob
from mithaq.sealed.ciphertext import open_sealed

if TYPE_CHECKING:
    from mithaq.linkage.explanations import PairExplained
    from mithaq.registry.linkage_run import Asked
    from mithaq.registry.mission import Mission

__all__ = ["explain_link", "newest_partition", "undecided_links"]


def newest_partition(mission: Mission) -> SealedPartition:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT linkage_run.id, sealed_file, ciphertext."key", ciphertext.blob FROM linkage_run'
            ' LEFT JOIN ciphertext ON ciphertext."index" = linkage_run."index"'
            ' ORDER BY linkage_run."index" DESC LIMIT 1'
        )
        row = cursor.fetchone()
    if row is None:
        raise NotPermitted("linkage was never run here.", advice="Run `mithaq linkage run` first.")
    statement, sealed_file, key_id, blob = row
    key = mission.keys.keys([] if key_id is None else [key_id]).get(key_id)
    if key is None:
        raise KeyUnavailable(
            "the partition of the newest run was erased with a report that is in it.",
            where=statement,
            advice="Run linkage again.",
        )
    opened = open_sealed(key, bytes(blob), statement_id=statement, kind="linkage.ran", version=1)
    file_key = bytes.fromhex(opened["key"][1])
    data = read_blob(mission.path / "blobs", sealed_file, file_key, statement_id=statement)
    return msgspec.json.decode(data, type=SealedPartition)


def undecided_links(mission: Mission) -> list[Asked]:
    """The pairs that wait, the most doubtful first; what was judged or joined since is left out."""
    from django.db import connection

    kept = newest_partition(mission)
    with connection.cursor() as cursor:
        judged = judgements(mission, cursor, public=False).by_pair
        links = standing_links(mission, cursor, "9999")

    def joined(each: Asked) -> bool:
        first, second = links.get(each.first), links.get(each.second)
        return first is not None and second is not None and first.incident == second.incident is not None

    return [each for each in kept.asked if ordered(each.first, each.second) not in judged and not joined(each)]


def explain_link(mission: Mission, a: str, b: str, *, point_of: PointOf) -> PairExplained:
    """Links all reports of the record anew, with what was judged; nothing is entered."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM entry')
        inputs = linkage_inputs(mission, cursor, cursor.fetchone()[0], point_of)
        judged = judgements(mission, cursor, public=False)
    linked = linked_now(inputs, judged, public=False)
    if linked is None:
        raise NotPermitted("there are not two reports to compare.", advice="Import or receive some first.")
    return linked.explain(a, b)
