"""Tables as a field office might send them, for tests that import through the command."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["COLUMNS", "HEADER", "MAPPING", "a_mapping", "a_table", "row"]

COLUMNS = ("ID", "Date", "Town", "Dead", "Class", "lat", "lon", "Details")
HEADER = ",".join(COLUMNS)
MAPPING = {
    "name": "office a",
    "source": "office-a",
    "columns": {
        "external_id": "ID",
        "day": "Date",
        "place": "Town",
        "killed": "Dead",
        "classes": "Class",
        "lat": "lat",
        "lon": "lon",
        "text": "Details",
    },
    "codes": {"classes": {"air strike": "VC-04", "غارة": "VC-04"}},
}


def row(number: int, **changes: str) -> str:
    cells = {
        "ID": f"e{number}",
        "Date": "2017-01-05",
        "Town": "Zahra",
        "Dead": "2",
        "Class": "air strike",
        "lat": "35.5",
        "lon": "36.5",
        "Details": "two were killed",
    }
    return ",".join((cells | changes).values())


def a_table(file: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> str:
    file.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return str(file)


def a_mapping(file: Path, **changes: object) -> str:
    file.write_text(json.dumps(MAPPING | changes, ensure_ascii=False), "utf-8")
    return str(file)
