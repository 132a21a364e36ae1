"""Reads what militaries said of the harm laid to them, as Airwars carries it: claims of theirs, never reports.

One row is one military's answer to one incident: its conclusion ("credible" where it holds that its strike more
likely than not killed or wounded civilians), the numbers it conceded, and how many statements it published. Each
is a claim of that military under its own counting rule, as printed. "Not yet assessed" is no claim.

The words of a statement are free text, which never stands in clear on a record that cannot be erased: the claim
gives its day, its length and its fingerprint, by which anybody who has it can compare it. Grid references stay in
the file, for they are finer than anything that is shown.
"""

from __future__ import annotations

import re
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import day, last_plausible_day, plain, whole_number
from mithaq.intake.counting_rules import BRITISH_ANSWER, COALITION_ANSWER, UNITED_STATES_ANSWER
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.claim import RecordedClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["MILITARIES", "read_airwars_positions"]

MILITARIES: Final = {
    "coalition": COALITION_ANSWER,
    "united_states": UNITED_STATES_ANSWER,
    "united_kingdom": BRITISH_ANSWER,
}
"""Those that answer by a rule they published. An answer under another name (the file has answers of the Coalition
under Russia's and the Syrian government's) is refused: whose word it is cannot be told."""
CONCLUSIONS: Final = frozenset({"credible", "non_credible", "open_incident", "duplicate"})
NO_CONCLUSION: Final = "not_yet_assessed"
CONCEDED: Final = {"deaths_conceded": "conceded/killed", "injuries_conceded": "conceded/wounded"}
REASONS: Final = ("reason_non_credible", "reason_credible")
NEEDED: Final = (
    "airwars_id", "code", "date", "belligerent", "belligerent_assessment", *REASONS, "deaths_conceded_min",
    "deaths_conceded_max", "injuries_conceded_min", "injuries_conceded_max", "location_stated", "n_statements",
    "statement_date", "statement",
)  # fmt: skip

_REASONS: Final = re.compile(r"[a-z]+(?:_[a-z]+)*(?:;[a-z]+(?:_[a-z]+)*)*")
_SPELLED_OUT: Final = re.compile(r"(?:.;){3}")
LONGEST_PLACE: Final = 400


def read_airwars_positions(path: Path) -> Iterator[Row]:
    """One result per row; a row in which a military said nothing is refused as such."""
    return each_row(path, partial(_made, latest=last_plausible_day()), needed=NEEDED, key="belligerent")


def _made(row: Mapping[str, str], *, latest: str) -> Made:
    conclusion = row["belligerent_assessment"].strip()
    if conclusion not in CONCLUSIONS and conclusion != NO_CONCLUSION:
        raise BadField("belligerent_assessment", conclusion, f"{', '.join(sorted(CONCLUSIONS))} or {NO_CONCLUSION}")
    statements = whole_number("n_statements", row["n_statements"], highest=1_000) or 0
    figures = list(_figures(row, statements))
    if conclusion == NO_CONCLUSION and not figures:
        raise BadField(
            "belligerent_assessment", conclusion, "a conclusion, a statement or a number of the military's own"
        )
    belligerent = row["belligerent"].strip()
    rule = MILITARIES.get(belligerent)
    if rule is None:
        raise BadField("belligerent", belligerent, f"{', '.join(MILITARIES)}: others have no counting rule here")
    first = day("date", row["date"], latest=latest)
    if first is None:
        raise BadField("date", "", "the day of the incident as YYYY-MM-DD")
    incident = row["airwars_id"].strip()
    if not (incident.isascii() and incident.isdigit() and len(incident) <= 12):
        raise BadField("airwars_id", row["airwars_id"], "Airwars' number of the incident")
    said, reasons, notes = _said(row, statements, latest)
    place = plain(row["location_stated"])[0]
    if len(place) > LONGEST_PLACE:
        raise BadField("location_stated", place, f"at most {LONGEST_PLACE} characters")
    if conclusion != NO_CONCLUSION:
        figures.insert(0, ("conclusion", None, "; ".join(filter(None, (conclusion, reasons)))))
    claims = [
        RecordedClaim(
            recorder=rule.recorder,
            rule=rule.code,
            external_id=f"airwars/{incident}/{measure}",
            day_from=first,
            day_to=first,
            measure=measure,
            count=count,
            as_printed=printed,
            place_as_printed=place or None,
            document=f"Airwars {plain(row['code'])[0][:100]} ({incident})",
            note=said,
        )
        for measure, count, printed in figures
    ]
    return Made(f"{incident}/{belligerent}", claims[0], tuple(claims[1:]), notes)


def _figures(row: Mapping[str, str], statements: int) -> Iterator[tuple[str, int | None, str]]:
    """Measure, number and the cell as printed: one for a single number, two for a range, one for half of one."""
    if statements:
        yield "statements", statements, plain(row["n_statements"])[0]
    for field, measure in CONCEDED.items():
        ends = {end: whole_number(f"{field}_{end}", row[f"{field}_{end}"]) for end in ("min", "max")}
        low, high = ends["min"], ends["max"]
        if low is not None and low == high:
            yield measure, low, plain(row[f"{field}_min"])[0]
            continue
        if low is not None and high is not None and low > high:
            raise BadField(f"{field}_max", row[f"{field}_max"], f"a number not below {field}_min {low}")
        for end, suffix in (("min", "low"), ("max", "high")):
            if (number := ends[end]) is not None:
                yield f"{measure}/{suffix}", number, plain(row[f"{field}_{end}"])[0]


def _said(row: Mapping[str, str], statements: int, latest: str) -> tuple[str | None, str, tuple[str, ...]]:
    """What the note beside the claims says, the reasons as codes, and notes for the person who imports."""
    notes: list[str] = []
    reasons = []
    for column in REASONS:
        text = row[column].strip()
        if not text:
            continue
        if _REASONS.fullmatch(text) and not _SPELLED_OUT.match(text):
            reasons.append(text)
        else:
            notes.append(f"{column}: {text[:60]!r} is damaged in the file and was left out")
    about = []
    if stated := day("statement_date", row["statement_date"], latest=latest, formats=("YYYYMMDD", "YYYY-MM-DD")):
        about.append(f"statement of {stated}")
    if text := row["statement"].strip():
        fingerprint = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        about.append(f"{len(text)} characters in the file, SHA-256 {fingerprint}")
        if not statements:
            notes.append("statement: it has words though n_statements is 0")
    return "; ".join(about) or None, "; ".join(reasons), tuple(notes)
