"""Django's settings, and ``configure``, which points them at one mission.

Only our own app is installed: no sessions, no admin, no middleware here; the desk adds what it needs. The
keys of sealed values live in a second database that Django never sees (``mithaq.sealed.keys``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mithaq.store import environment

__all__ = ["configure", "database_settings"]


def database_settings(mission: Path, url: str = "") -> dict[str, Any]:
    if url:
        return environment.database_from_url("MITHAQ_DATABASE_URL", url) | {"CONN_MAX_AGE": None}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(mission / "mithaq.db"),
        "OPTIONS": {
            # The write lock is taken before state is read for the rules (design, section 4).
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            # An entry with its ciphertext takes some 2,500 bytes: pages of twice the usual size waste less, and
            # a longer log of changes writes a page of the indices once for many batches.
            "init_command": (
                "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=4000;"
                "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY"
            ),
        },
        "CONN_MAX_AGE": None,
    }


INSTALLED_APPS = ["mithaq.store.apps.StoreConfig"]
DATABASES = {
    "default": database_settings(
        Path(environment.text("MITHAQ_MISSION", "mission")), environment.text("MITHAQ_DATABASE_URL")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEBUG = False
SECRET_KEY = "unused-here-the-desk-brings-its-own"  # noqa: S105 - nothing is signed with it


def database_pointed_at() -> tuple[str, ...]:
    """Which database this process now reads and writes."""
    from django.db import connections

    settings = connections["default"].settings_dict
    return tuple(str(settings[name]) for name in ("ENGINE", "HOST", "PORT", "NAME"))


def configure(mission: Path, url: str = "") -> None:
    """Sets Django up once, and points the default database at this mission from now on."""
    import django
    from django.conf import settings

    if not settings.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.store.settings")
        django.setup()
    from django.db import connections

    wanted = connections.configure_settings({"default": database_settings(mission, url)})["default"]
    connection = connections["default"]
    if connection.settings_dict["NAME"] != wanted["NAME"] or connection.settings_dict["HOST"] != wanted["HOST"]:
        connection.close()
        connections.databases["default"] = wanted
        del connections["default"]
