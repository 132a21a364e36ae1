"""The HXL hashtag of every column of the open data, for the variant of each CSV that carries them.

Core tags of HXL 1.1 where one says it, ``#meta`` for what is about the data. Only a column of days is a ``#date``
and only one of numbers an ``#affected`` or ``#indicator+num``, as the standard's own rules of validation demand.
``docs/open_data.md`` says how the variant is written.
"""

from __future__ import annotations

from typing import Final

from mithaq.publish.columns import COLUMNS

__all__ = ["TAGS"]


def _quantity(base: str, prefix: str = "") -> dict[str, str]:
    """Of a number's four columns; its form is a word and takes no tag of a number."""
    what = "+".join(part for part in base.removeprefix("#").split("+") if part != "num")
    return {
        f"{prefix}form": f"#meta+form+{what}",
        f"{prefix}value": base,
        f"{prefix}low": f"{base}+min",
        f"{prefix}high": f"{base}+max",
    }


_EVERYWHERE: Final = {
    "mark": "#meta+mark",
    "bulletin": "#meta+bulletin",
    "rule": "#meta+rule+code",
    "recomputable": "#meta+recomputable",
    "day_from": "#date+start",
    "day_to": "#date+end",
    "index": "#meta+index",
    "document": "#meta+document",
    "source": "#meta+source+code",
    "channel": "#meta+channel+code",
    "reports": "#indicator+num+reports",
}
_OF_TABLE: Final[dict[str, dict[str, str]]] = {
    "figures": {
        "figure": "#indicator+code",
        "label_en": "#indicator+name+i_en",
        "label_ar": "#indicator+name+i_ar",
        **_quantity("#indicator+num"),
        "sources": "#meta+source+code+list",
        "entries": "#meta+index+list",
        "corrected_by": "#meta+correction",
    },
    "channels": {
        **_quantity("#indicator+num+received", "received_"),
        **_quantity("#indicator+num+disposed", "disposed_"),
        **_quantity("#indicator+num+open", "open_"),
        **_quantity("#indicator+num+overdue", "overdue_"),
        "oldest_open": "#date+oldest",
    },
    "events": {
        "day": "#date+occurred",
        "governorate": "#adm1+code",
        "class": "#event+class+code",
        **_quantity("#indicator+num+events"),
    },
    "days": {
        "day": "#date+occurred",
        "told": "#meta+told",
        "incidents": "#indicator+num+incidents",
        "verified": "#indicator+num+verified",
        **_quantity("#affected+killed", "killed_"),
    },
    "trends": {
        "figure": "#indicator+code",
        **_quantity("#indicator+num+now", "now_"),
        "previous_from": "#date+previous+start",
        "previous_to": "#date+previous+end",
        **_quantity("#indicator+num+previous", "before_"),
    },
    "restrictions": {
        "incident": "#event+id",
        "subdistrict": "#adm3+code",
        "governorate": "#adm1+code",
        "verified": "#meta+verified",
    },
    "claims": {
        "recorder": "#meta+source+code",
        "measure_en": "#indicator+name+i_en",
        "measure_ar": "#indicator+name+i_ar",
        **_quantity("#indicator+num"),
        "as_printed": "#meta+printed+count",
        "place": "#loc+code",
        "place_as_printed": "#meta+printed+place",
        "by": "#group+party+alleged+code",
        "verified": "#meta+verified",
    },
    "coverage": {
        "place": "#adm1+code",
        "told": "#meta+told",
        "subdistricts": "#indicator+num+subdistricts",
        "subdistricts_told": "#indicator+num+subdistricts+told",
    },
    "heard": {"heard": "#meta+heard"},
    "doors": {"doors": "#meta+door+code+list"},
    "corrections": {
        "correction": "#meta+correction",
        "day": "#date+corrected",
        "corrects": "#meta+corrected",
        "text_en": "#description+i_en",
        "text_ar": "#description+i_ar",
    },
    "incidents": {
        "incident": "#event+id",
        "state": "#event+state",
        "day_precision": "#meta+precision+date",
        "place": "#loc+code",
        "place_precision": "#meta+precision+place",
        "governorate": "#adm1+code",
        "classes": "#event+class+code",
        **_quantity("#affected+killed", "killed_"),
        **_quantity("#affected+injured", "wounded_"),
        "named_parties": "#group+party+alleged+code",
        **_quantity("#indicator+num+origins", "origins_"),
        "corroborated": "#meta+corroborated",
        "dry_run": "#meta+dry_run",
        "demand": "#meta+demand",
        "last_index": "#meta+index",
    },
    "sources": {
        "name_en": "#meta+source+name+i_en",
        "name_ar": "#meta+source+name+i_ar",
        "republish": "#meta+republish",
        "grade": "#meta+grade",
        "grade_day": "#date+graded",
        "grade_index": "#meta+index",
    },
    "parties": {
        "party": "#group+party+code",
        "name_en": "#group+party+name+i_en",
        "name_ar": "#group+party+name+i_ar",
    },
}

TAGS: Final[dict[str, tuple[str, ...]]] = {
    table: tuple((_EVERYWHERE | _OF_TABLE[table])[column] for column in columns)
    for table, columns in COLUMNS.items()
}
"""A column without a tag stops the program at its start: a half tagged table is no HXL."""
