"""The one Django app of the house."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["StoreConfig"]


class StoreConfig(AppConfig):
    name = "mithaq.store"
    label = "store"
    verbose_name = "Mithaq"
