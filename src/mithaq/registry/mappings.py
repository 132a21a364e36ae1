"""The mission's saved mappings: named once, used by every import of the same kind of table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.registry.door import writing

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["keep_mapping", "mapping_names", "mapping_text"]

LONGEST_NAME = 80


def keep_mapping(mission: Mission, name: str, text: str, *, replace: bool) -> None:
    """Keeps the mapping's JSON under its name; another mapping of that name is replaced only when asked."""
    if not 0 < len(name) <= LONGEST_NAME or "/" in name or not name.isprintable():
        raise InvalidStatement(
            f"{name!r} cannot name a mapping.", advice=f"Take 1 to {LONGEST_NAME} characters without a slash."
        )
    with writing(mission) as door:
        door.cursor.execute("SELECT columns FROM import_mapping WHERE name = %s", (name,))
        row = door.cursor.fetchone()
        if row is None:
            door.cursor.execute("INSERT INTO import_mapping (name, columns) VALUES (%s,%s)", (name, text))
        elif row[0] == text:
            return
        elif replace:
            door.cursor.execute("UPDATE import_mapping SET columns = %s WHERE name = %s", (text, name))
        else:
            raise NotPermitted(
                f"another mapping is saved as {name!r}.", advice="Give --replace, or save it under another name."
            )


def mapping_names() -> tuple[str, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM import_mapping ORDER BY name")
        return tuple(row[0] for row in cursor.fetchall())


def mapping_text(name: str) -> str | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT columns FROM import_mapping WHERE name = %s", (name,))
        row = cursor.fetchone()
    return None if row is None else str(row[0])
