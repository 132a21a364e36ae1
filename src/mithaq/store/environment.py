"""Settings come from the environment only, under one prefix; a wrong value is a refusal to start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from mithaq.errors import MissionNotReady

__all__ = ["SETTINGS", "choice", "database_from_url", "secret", "text", "truth"]

SETTINGS: Final = {
    "MITHAQ_MISSION": "the mission's folder",
    "MITHAQ_DATABASE_URL": "a PostgreSQL URL in place of the folder's mithaq.db",
    "MITHAQ_KEYS_URL": "a PostgreSQL URL in place of the folder's keys.db; never the same cluster",
    "MITHAQ_PASSPHRASE": "the passphrase of the folder keys/",
    "MITHAQ_PASSPHRASE_FILE": "a file whose first line is that passphrase",
    "MITHAQ_DAILY_PDF": "yes makes a PDF of every daily bulletin too; those of longer periods have one always",
}
"""Every setting read by this release; a test holds the manual to it."""

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "", *, environment: Mapping[str, str] = os.environ) -> str:
    return environment.get(name, default)


def truth(name: str, *, default: bool, environment: Mapping[str, str] = os.environ) -> bool:
    value = environment.get(name, "").lower()
    if not value:
        return default
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise _wrong(name, value, "true or false")


def choice(
    name: str, options: tuple[str, ...], default: str, *, environment: Mapping[str, str] = os.environ
) -> str:
    value = environment.get(name) or default
    if value not in options:
        raise _wrong(name, value, " or ".join(options))
    return value


def secret(name: str, *, environment: Mapping[str, str] = os.environ) -> str | None:
    """The value itself, or the first line of the file that ``NAME_FILE`` names."""
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text("utf-8").split("\n", 1)[0]
        except (OSError, UnicodeDecodeError) as error:
            raise MissionNotReady(f"the file named by {name}_FILE cannot be read: {error}.") from error
    return environment.get(name) or None


def database_from_url(name: str, url: str) -> dict[str, object]:
    """Django's settings of a PostgreSQL URL such as ``postgresql://user@host:5432/name``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise _wrong(name, parts.scheme + ":…", "postgresql://user:password@host:port/database")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(options.pop("port", parts.port or "")),
        "OPTIONS": options,
    }


def _wrong(name: str, value: str, expected: str) -> MissionNotReady:
    return MissionNotReady(f"{name} is {value!r}.", advice=f"Expected: {expected}.")
