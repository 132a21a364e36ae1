"""What a restore may say on the record, held by the ledger that everybody replays."""

from __future__ import annotations

import msgspec
import pytest

from mithaq.mechanism.sealing_statements import RecordRestored, SealedLost, SubjectErased
from support.drafts import Draft, a_day


def restored(draft: Draft, **changes: object) -> RecordRestored:
    size = draft.ledger.size
    values = {"backup_at": "2017-01-04T00:00:00Z", "backup_size": size, "size": size, "waiting_kept": False}
    return RecordRestored(**(values | changes))  # type: ignore[arg-type]  # one bag of changes for all fields


def rules(draft: Draft) -> list[str]:
    return [breach.rule for breach in draft.ledger.breaches]


def test_a_restore_is_told_first_and_what_is_lost_after_it() -> None:
    draft = a_day()
    report = next(iter(draft.ledger.reports))
    draft.add("record.restored", restored(draft))

    draft.add("sealed.lost", SealedLost(statements=(report,), reason="old_backup"))

    assert rules(draft) == []
    assert list(draft.ledger.lost) == [report]
    assert len(draft.ledger.restorations) == 1


@pytest.mark.parametrize(
    "changes",
    [{"size": 3, "backup_size": 3}, {"backup_size": 2**40}, {"backup_at": "2017-02-01T00:00:00Z"}],
    ids=["not first", "more than there is", "from the future"],
)
def test_a_restore_that_cannot_have_been_so_is_a_breach(changes: dict[str, object]) -> None:
    draft = a_day()

    draft.add("record.restored", restored(draft, **changes))

    assert rules(draft) == ["restored"]


def test_a_loss_by_an_old_backup_needs_a_restore_before_it() -> None:
    draft = a_day()
    report = next(iter(draft.ledger.reports))

    draft.add("sealed.lost", SealedLost(statements=(report,), reason="old_backup"))

    assert rules(draft) == ["sealed-lost"]


def test_lost_keys_need_no_restore() -> None:
    draft = a_day()

    draft.add("sealed.lost", SealedLost(statements=(next(iter(draft.ledger.reports)),), reason="key_lost"))

    assert rules(draft) == []


def test_what_was_erased_or_lost_is_not_lost_again() -> None:
    draft = a_day()
    first, second = list(draft.ledger.reports)[:2]
    draft.add("subject.erased", SubjectErased(statements=(first,)))
    draft.add("sealed.lost", SealedLost(statements=(second,), reason="key_lost"))

    for report in (first, second):
        draft.add("sealed.lost", SealedLost(statements=(report,), reason="key_lost"))

    assert rules(draft) == ["sealed-lost", "sealed-lost"]


def test_a_moment_that_is_none_is_no_statement() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"backup_at": "yesterday at seven..", "backup_size": 1, "size": 1, "waiting_kept": True}, RecordRestored
        )
