"""Sealing beside writing: in a long import a second process seals the next batch while this one commits.

It gets values with keys already drawn and returns commitments and ciphertext, through a pipe that ends with either
process: it opens no database, holds no key of the mission, and what it had not finished when it died is sealed
here.
"""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import Who
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.facts import Facts, Republish
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.mechanism.monitoring.statements import ReportCollected
from mithaq.record.uncollected import uncollected
from mithaq.registry.drafts import ENTROPY_PER_REPORT, Draft, SealedReport, report_draft, sealed_report
from mithaq.registry.entropy import Entropy
from mithaq.registry.report_values import fact_values, said_values
from mithaq.sealed.keys import DrawnKey

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["Sealer", "Unsealed", "parted", "seal_collected"]

KIND = "report.collected"
WHO = Who(role="intake", actor=None)


class Unsealed(NamedTuple):
    """A report parted into what the record shows and what is sealed, and the key for the second."""

    body: ReportCollected
    values: dict[str, object]
    drawn: DrawnKey


def parted(
    report: CollectedReport, source: str, allowed: Republish, shown: Facts | None, drawn: DrawnKey
) -> Unsealed:
    """``source`` is the id of the report's source, ``shown`` what of its facts the record may show."""
    values = said_values(
        text=report.text,
        origin=report.origin,
        unresolved_place=report.unresolved_place,
        sealed=report.sealed,
    )
    hidden = fact_values(report.facts)
    if shown is None:
        body = ReportCollected(republish=allowed, source=None, external_id=None, facts=None)
        values |= hidden
        values["source"] = source
        values["external_id"] = report.external_id
    else:
        said = hidden if shown is report.facts else fact_values(shown)
        if allowed is Republish.DERIVED:
            said.pop("place")
        values |= {name: value for name, value in hidden.items() if said.get(name) != value}
        body = ReportCollected(republish=allowed, source=source, external_id=report.external_id, facts=shown)
    return Unsealed(body, values, drawn)


def seal_collected(unsealed: Sequence[Unsealed], random_bytes: Callable[[int], bytes]) -> list[Draft]:
    return _drafts(unsealed, _sealed(_to_seal(unsealed), random_bytes))


_ToSeal = list[tuple[dict[str, Any], DrawnKey]]
"""What the second process is given: the less goes through the pipe, the sooner this one writes again."""
_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.Decoder(_ToSeal).decode


def _to_seal(unsealed: Sequence[Unsealed]) -> _ToSeal:
    return [(each.values, each.drawn) for each in unsealed]


def _sealed(to_seal: _ToSeal, random_bytes: Callable[[int], bytes]) -> list[SealedReport]:
    if not to_seal:
        return []
    entropy = Entropy(random_bytes, ENTROPY_PER_REPORT * len(to_seal))
    return [
        sealed_report(
            KIND, values, drawn=drawn, statement_id=new_id(Letter.REPORT, entropy.take(10)), entropy=entropy
        )
        for values, drawn in to_seal
    ]


def _drafts(unsealed: Sequence[Unsealed], sealed: Sequence[SealedReport]) -> list[Draft]:
    return [
        report_draft(made, KIND, body, WHO, values=values, key=drawn.id)
        for (body, values, drawn), made in zip(unsealed, sealed, strict=True)
    ]


@dataclass(slots=True)
class _Asked:
    unsealed: Sequence[Unsealed]
    answer: list[Draft] | InvalidStatement | None = None


class Sealer:
    """``begin`` a batch, do something else, then call what it returned to have the drafts."""

    def __init__(self, random_bytes: Callable[[int], bytes], *, full_batch: int) -> None:
        self._random_bytes = random_bytes
        self._full_batch = full_batch
        # Only the system's own randomness is the same in another process.
        self._may_start = random_bytes is secrets.token_bytes and (os.cpu_count() or 1) > 1
        self._asked: _Asked | None = None
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None

    def begin(self, unsealed: Sequence[Unsealed]) -> Callable[[], list[Draft]]:
        if self._asked is not None:
            # A pipe holds little: were both sides to write at once, each would wait for the other for ever.
            self._receive(self._asked)
        if self._pipe is not None:
            try:
                self._pipe.send_bytes(_pack(_to_seal(unsealed)))
            except OSError:
                self.close()
            except (OverflowError, TypeError, UnicodeEncodeError):
                # No canonical form either: sealing it here says what is wrong.
                pass
            else:
                asked = self._asked = _Asked(unsealed)
                return lambda: self._finish(asked)
        elif self._may_start and len(unsealed) >= self._full_batch:
            # Ready for the next batch: starting takes longer than sealing this one.
            self._start()
        drafts = seal_collected(unsealed, self._random_bytes)
        return lambda: drafts

    def _start(self) -> None:
        self._may_start = False
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="mithaq-sealer", daemon=True)
        self._process.start()
        # Now the pipe ends when that process does.
        theirs.close()

    def _finish(self, asked: _Asked) -> list[Draft]:
        self._receive(asked)
        if isinstance(asked.answer, InvalidStatement):
            raise asked.answer
        assert asked.answer is not None
        return asked.answer

    def _receive(self, asked: _Asked) -> None:
        if asked.answer is not None:
            return
        try:
            if self._pipe is None:
                raise EOFError
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self.close()
            asked.answer = seal_collected(asked.unsealed, self._random_bytes)
        else:
            asked.answer = answer if isinstance(answer, InvalidStatement) else _drafts(asked.unsealed, answer)

    def close(self) -> None:
        if self._pipe is not None and self._process is not None:
            self._pipe.close()
            self._process.join()
        self._pipe = self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(pipe: Connection) -> None:
    # An interrupt from the keyboard reaches both; the importing process decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            to_seal = _unpack(pipe.recv_bytes())
        except EOFError:
            return
        answer: list[SealedReport] | InvalidStatement
        try:
            with uncollected():
                answer = _sealed(to_seal, secrets.token_bytes)
        except InvalidStatement as error:
            answer = error
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return
