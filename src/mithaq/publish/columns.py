"""The columns of the open data: name, and what it means. ``docs/open_data.md`` carries the same table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["COLUMNS", "GEOJSON", "TABLES", "Column"]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    meaning: str


_MARK: Final = Column(
    "mark", "In every row of an exercise `EXERCISE / تمرين`, of a dry run `DRY RUN / تشغيل تجريبي`; else empty"
)


def _quantity(what: str, prefix: str = "") -> tuple[Column, ...]:
    return (
        Column(
            f"{prefix}form",
            f"{what}: how much of the number is said: `value`, `range`, `band`, `suppressed` or `unknown`",
        ),
        Column(f"{prefix}value", "The number, or the best value of a range; empty where none is said, never 0"),
        Column(f"{prefix}low", "Lowest value of a range or band"),
        Column(f"{prefix}high", "Highest value of a range or band; empty in a band that is open above"),
    )


TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "figures": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("figure", "Code of the figure, stable over bulletins"),
        Column("label_en", "What is counted, in English"),
        Column("label_ar", "What is counted, in Arabic"),
        *_quantity("The figure"),
        Column("rule", "Code of the counting rule"),
        Column("sources", "Codes of the sources, separated by spaces"),
        Column("entries", "Log indices of the entries it was counted from, separated by spaces"),
        Column("recomputable", "`yes` where an outsider can count it again from the public record, else `no`"),
        Column("corrected_by", "Number of the correction that changed it; empty if none"),
    ),
    "channels": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("channel", "Channel of the sources; `told`: told to the mechanism; `unshown`: collected, not shown"),
        *_quantity("Reports received", "received_"),
        *_quantity("Reports that reached a disposition", "disposed_"),
        *_quantity("Reports still without one", "open_"),
        *_quantity("Reports past their limit without one", "overdue_"),
        Column("oldest_open", "Day the oldest open report came in; empty if none is open or it may not be shown"),
        Column("recomputable", "`yes` where an outsider can count it again from the public record, else `no`"),
    ),
    "events": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("day", "Day the events are said to have happened"),
        Column("governorate", "Place code of the governorate"),
        Column("class", "Code of the violation class that is alleged"),
        *_quantity("Events reported"),
    ),
    "days": (
        _MARK,
        Column("bulletin", "Number of the bulletin, at whose cut-off the day is counted"),
        Column("day", "A day of the period; a daily bulletin has the thirteen days before it too"),
        Column("told", "`yes` where a public report tells of that day alone, else `no`: a gap, not a zero"),
        Column("incidents", "Incidents known to be of that day; empty where none is told, never 0"),
        Column("verified", "Those whose event is verified; empty where none is told"),
        *_quantity("People reported killed", "killed_"),
    ),
    "trends": (
        _MARK,
        Column("bulletin", "Number of the bulletin, at whose cut-off both periods are counted"),
        Column("figure", "`incidents`, `verified`, `killed`, or the code of a violation class"),
        Column("rule", "Code of the counting rule"),
        *_quantity("The bulletin's period", "now_"),
        Column("previous_from", "First day of the period before"),
        Column("previous_to", "Last day of the period before"),
        *_quantity("The period before", "before_"),
    ),
    "restrictions": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("incident", "Public id of an incident of class VC-18: restriction of the monitors' own movement"),
        Column("day_from", "First day it may have happened"),
        Column("day_to", "Last day it may have happened"),
        Column("subdistrict", "Place code of the sub-district, the finest that is shown; empty where not known"),
        Column("governorate", "Place code of the governorate; empty where not known"),
        Column("verified", "`yes` where the event was verified by the cut-off, else `no`"),
    ),
    "claims": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("recorder", "Code of the recorder that published the number"),
        Column("rule", "Code of the recorder's counting rule"),
        Column("measure_en", "What the recorder counted, in English"),
        Column("measure_ar", "What the recorder counted, in Arabic"),
        Column("day_from", "First day the number covers"),
        Column("day_to", "Last day the number covers"),
        *_quantity("The number"),
        Column("as_printed", "The number in the recorder's own words"),
        Column("place", "Place code the number is of; empty where the recorder names none or it is not resolved"),
        Column("place_as_printed", "The place in the recorder's own words"),
        Column("by", "Code of the party the recorder holds responsible; empty where it names none"),
        Column("document", "Where it was published"),
        Column("verified", "`yes` where the mechanism has compared it with the document, else `no`"),
    ),
    "coverage": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("place", "Place code of a governorate of the mission's area"),
        Column("told", "`yes` where a public report of the period tells of it, else `no`: silence, not absence"),
        Column("reports", "Public reports of the period that name it; empty where none does, never 0"),
        Column("subdistricts", "Its sub-districts"),
        Column(
            "subdistricts_told", "Those that at least one of these reports names; empty where none does, never 0"
        ),
    ),
    "heard": (
        _MARK,
        Column("bulletin", "Number of the bulletin"),
        Column("source", "Code of a registered source of which something may be shown"),
        Column("heard", "`yes` where a public report or figure of it touches the period, else `no`"),
    ),
    "doors": (
        _MARK,
        Column("bulletin", "Number of the bulletin that states the week"),
        Column("day_from", "Monday of the week in which the reports entered the record"),
        Column("day_to", "Sunday of that week"),
        Column("doors", "Code of the door, or of those whose reports are shown as one sum, separated by spaces"),
        Column("reports", "Reports told by that door or those doors"),
        Column("recomputable", "`no`: by which door a report came is sealed"),
    ),
    "corrections": (
        _MARK,
        Column("bulletin", "Number of the bulletin that announces the correction"),
        Column("correction", "Number of the correction"),
        Column("day", "Day it was made"),
        Column("corrects", "Number of the bulletin, or id of the page, that was wrong"),
        Column("text_en", "What was wrong and what is right, in English"),
        Column("text_ar", "What was wrong and what is right, in Arabic"),
        Column("index", "Log index of the entry that records it"),
    ),
    "incidents": (
        _MARK,
        Column("incident", "Public id"),
        Column("state", "What has been established; never who did it"),
        Column("day_from", "First day it may have happened"),
        Column("day_to", "Last day it may have happened"),
        Column("day_precision", "How exactly the day is known"),
        Column("place", "Place code at the published precision; empty where it is not known or not shown"),
        Column("place_precision", "How exactly the place is shown"),
        Column("governorate", "Place code of the governorate"),
        Column("classes", "Codes of the violation classes alleged, separated by spaces"),
        *_quantity("People killed", "killed_"),
        *_quantity("People wounded", "wounded_"),
        Column("named_parties", "Codes of the parties the sources name: allegations, separated by spaces"),
        *_quantity("Independent origins", "origins_"),
        Column("corroborated", "`yes`, `no`, or empty where it has not been looked at"),
        Column("dry_run", "`yes` where it is a dry run and decides nothing, else `no`"),
        Column("demand", "`yes` where it watches a demand that no adopted clause carries, else `no`"),
        Column("last_index", "Log index of its newest entry"),
    ),
    "sources": (
        _MARK,
        Column("source", "Code of the source"),
        Column("name_en", "Name in English"),
        Column("name_ar", "Name in Arabic"),
        Column("republish", "What of its material may be shown: `open`, `derived` or `none`"),
        Column("channel", "Code of the way in"),
        Column("grade", "Grade given on that day (letter: reliability)"),
        Column("grade_day", "Day of the grade; one row per grade, one row with empty grade where there is none"),
        Column("grade_index", "Log index of the entry that gives it"),
        Column("document", "Address or title of its own description"),
    ),
    "parties": (
        _MARK,
        Column("party", "Code of the party"),
        Column("name_en", "Name in English"),
        Column("name_ar", "Name in Arabic"),
        Column("day_from", "First day of that name; empty where not recorded"),
        Column("day_to", "Last day of that name; empty where it lasts or is not recorded"),
    ),
}

GEOJSON: Final[dict[str, tuple[Column, ...]]] = {
    "areas": (
        _MARK,
        Column("place", "Place code of the area"),
        Column("name_en", "Name in English; empty where nobody gave one"),
        Column("name_ar", "Name in Arabic; empty where nobody gave one"),
        Column("day_from", "First day of the incidents counted"),
        Column("day_to", "Last day of the incidents counted"),
        *_quantity("Incidents of the area"),
    ),
    "points": (
        _MARK,
        Column("incident", "Public id"),
        Column("state", "What has been established; never who did it"),
        Column("day_from", "First day it may have happened"),
        Column("day_to", "Last day it may have happened"),
        Column("classes", "Codes of the violation classes alleged, separated by spaces"),
        Column(
            "radius_m", "The place lies somewhere within so many metres of the point, which is of a coarse grid"
        ),
    ),
}
"""The properties of the features of each GeoJSON file, with the strings of the CSV; a number not said is null."""

COLUMNS: Final = {table: tuple(column.name for column in columns) for table, columns in TABLES.items()}
