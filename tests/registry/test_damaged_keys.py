"""One flipped bit, in a wrapped key or a ciphertext, costs what it hit: no other report, erasure or bulletin."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from mithaq.errors import InvalidStatement, KeyUnavailable
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.create_mission import open_mission
from mithaq.registry.destruction import has_unfinished
from mithaq.registry.dispose import dispose_day
from mithaq.registry.door import writing
from mithaq.registry.erase import confirm_erasure, erase, list_lost
from mithaq.registry.holds import waiting_holds
from mithaq.registry.incidents import describe_incident, open_incident
from mithaq.registry.key_copies import key_copies, list_copy, note_copy
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild
from mithaq.registry.receive import receive
from mithaq.registry.waiting_erasures import enter_erasures
from mithaq.store.models import Ciphertext, Entry, Held, InboxReport, KeyCopy, PendingDisposition
from registry.lost_and_found import Lost, assert_whole, lost_statements, opened_values
from registry.missions import NOON, OFFICER, facts, received

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def flipped(data: bytes) -> bytes:
    return data[:40] + bytes([data[40] ^ 1]) + data[41:]


def damage_key(path: Path, key: int | None) -> None:
    with sqlite3.connect(path) as database:
        [wrapped] = database.execute("SELECT wrapped FROM subject_key WHERE id = ?", (key,)).fetchone()
        database.execute("UPDATE subject_key SET wrapped = ? WHERE id = ?", (flipped(wrapped), key))
    database.close()


def key_of(statement: str) -> int:
    return Ciphertext.objects.get(index=Entry.objects.get(id=statement).index).key


def tell(mission: Mission, numbers: range, at: timedelta) -> None:
    for number in numbers:
        receive(mission, received(number), now=NOON + at)


def test_a_damaged_key_stops_neither_intake_nor_erasing_nor_opening(mission: Mission) -> None:
    tell(mission, range(5), 0 * HOUR)
    first = close_epoch(mission, now=NOON + HOUR).reports
    tell(mission, range(5, 10), HOUR)
    hurt = InboxReport.objects.order_by("number")[2]
    keys = mission.path / "keys.db"
    whole = sqlite3.connect(keys).execute("SELECT wrapped FROM subject_key WHERE id = ?", (hurt.key,)).fetchone()
    damage_key(keys, hurt.key)

    closed = close_epoch(mission, now=NOON + 2 * HOUR)

    assert len(closed.reports) == 5
    assert closed.damaged == rebuild(mission).damaged == (hurt.id,)
    assert mission.keys.damaged == {hurt.key}
    # The ciphertext stays: a copy of the key opens it.
    mission.keys.database.execute("UPDATE subject_key SET wrapped = ? WHERE id = ?", (*whole, hurt.key))
    assert opened_values(mission, hurt.id) is not None
    damage_key(keys, hurt.key)
    erase(mission, [first[0]], ground="safety", actor=OFFICER, now=NOON + 2 * HOUR)
    assert not has_unfinished()
    assert mission.keys.present([hurt.key or 0, key_of(first[0])]) == set()
    assert opened_values(mission, first[1]) is not None
    assert list_lost(mission, actor=OFFICER, now=NOON + 2 * HOUR) == (hurt.id,)
    mission.close()
    with open_mission(mission.path) as again:
        assert again.unfinished == ""
        assert len(again.keys.keys([key_of(each) for each in closed.reports])) == 4


def test_keys_of_which_none_opens_are_not_dropped_and_the_mission_opens(mission: Mission) -> None:
    tell(mission, range(5), 0 * HOUR)
    [report, *_] = close_epoch(mission, now=NOON + HOUR).reports
    ids = [row[0] for row in mission.keys.database.execute("SELECT id FROM subject_key")]
    for each in ids:
        damage_key(mission.path / "keys.db", each)

    with pytest.raises(KeyUnavailable, match="and none does"):
        erase(mission, [report], ground="safety", actor=OFFICER, now=NOON + HOUR)

    assert mission.keys.present(ids) == set(ids)
    mission.close()
    with open_mission(mission.path) as again:
        assert "and none does" in again.unfinished
        assert has_unfinished()
        receive(again, received(9), now=NOON + HOUR)


def test_a_damaged_key_is_named_by_a_backup_and_listed_as_lost_by_a_restore(
    database: str, tmp_path: Path, elsewhere: Callable[[], None]
) -> None:
    lost = Lost(tmp_path, elsewhere)
    tell(lost.mission, range(6), 0 * HOUR)
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    hurt = key_of(reports[2])
    damage_key(lost.mission.path / "keys.db", hurt)
    lost.publish()

    lost.back_up(NOON + HOUR)
    named = set(lost.mission.keys.damaged)
    lost.lose()
    restored = lost.restore()

    assert named == {hurt}
    assert (restored.damaged_keys, restored.lost) == (1, 1)
    mission = lost.reopen()
    assert lost_statements() == {reports[2]}
    assert [opened_values(mission, each) is None for each in reports] == [False] * 2 + [True] + [False] * 3
    assert_whole(lost)
    mission.close()


def test_damaged_ciphertexts_stop_no_bulletin_no_erasure_and_no_page_of_holds(mission: Mission) -> None:
    tell(mission, range(10), 0 * HOUR)
    reports = sorted(close_epoch(mission, now=NOON + HOUR).reports)
    incident = open_incident(mission, facts(), reports[:3], actor=OFFICER, now=NOON + 2 * HOUR)
    described = describe_incident(mission, incident, facts(), actor=OFFICER, now=NOON + 3 * HOUR)
    for row in (
        Ciphertext.objects.get(index=Entry.objects.get(id=reports[9]).index),
        PendingDisposition.objects.get(report=reports[1]),
        Held.objects.get(id=described.hold),
    ):
        row.blob = flipped(bytes(row.blob))
        row.save()
    for days in range(1, 5):
        tick(mission, now=NOON + 2.5 * days * DAY)
    now = NOON + 10 * DAY

    publish_bulletin(mission, day_from=date(2017, 1, 1), day_to=date(2017, 1, 8), actor=OFFICER, now=now)
    for report in reports[:2]:
        erase(mission, [report], ground="safety", actor=OFFICER, now=now)
    [hold] = waiting_holds(mission, limit=10)

    assert describe_incident(mission, incident, facts(), actor=OFFICER, now=now).hold is not None
    assert hold.facts is None
    # Two linked to it are erased, the third still holds it.
    assert opened_values(mission, incident) is not None
    assert len(dispose_day(mission, now=now)) == 3


@pytest.mark.parametrize("name", ["keys-laptop of the coordinator.db", "keys-7.db", "Keys-7.DB", " keys-7.db "])
def test_no_copy_noted_by_hand_has_a_name_of_the_missions_own(mission: Mission, name: str) -> None:
    with pytest.raises(InvalidStatement, match="every erasure replaces by itself"):
        note_copy(mission, name)


def test_an_erasure_waits_for_a_listed_copy_whose_name_is_only_like_its_own(mission: Mission) -> None:
    tell(mission, range(5), 0 * HOUR)
    reports = close_epoch(mission, now=NOON + HOUR).reports
    name = "keys-laptop of the coordinator.db"
    with writing(mission) as door:
        list_copy(door, name, -1)

    erasures = [erase(mission, [each], ground="safety", actor=OFFICER, now=NOON + HOUR) for each in reports[:2]]

    enter_erasures(mission, now=NOON + 5 * DAY)
    assert key_copies(mission).awaited == (name,)
    assert confirm_erasure(mission, erasures[0], destroyed=[], actor=OFFICER, now=NOON + 5 * DAY) is None
    assert KeyCopy.objects.filter(name="keys-1.db", destroyed=True).exists()
    assert confirm_erasure(mission, erasures[0], destroyed=[name], actor=OFFICER, now=NOON + 5 * DAY) is not None


def test_what_went_unsaid_does_not_stay_beside_the_erasure_that_took_it(mission: Mission) -> None:
    tell(mission, range(6), 0 * HOUR)
    reports = close_epoch(mission, now=NOON + HOUR).reports
    alone = [
        open_incident(mission, facts(), [report], actor=OFFICER, now=NOON + HOUR)
        for report in sorted(reports, reverse=True)
    ]
    dispose_day(mission, now=NOON + DAY)
    for report in sorted(reports, reverse=True)[:4]:
        erase(mission, [report], ground="safety", actor=OFFICER, now=NOON + DAY)

    enter_erasures(mission, now=NOON + 5 * DAY)
    dispose_day(mission, now=NOON + 5 * DAY)

    with connection.cursor() as cursor:
        place = "ctid" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"SELECT statement FROM unsaid_erasure ORDER BY {place}")
        assert [row[0] for row in cursor.fetchall()] == sorted(alone[:4])
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM unsaid_erasure JOIN entry ON entry.xmin::text = unsaid_erasure.xmin::text"
            )
            assert cursor.fetchone() == (0,)
