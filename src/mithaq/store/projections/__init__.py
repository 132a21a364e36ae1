"""From statements to tables: the same function live and in a rebuild, on both databases."""

from mithaq.store.projections.batch import Applied, Batch, Mark
from mithaq.store.projections.everything import PROJECTED, apply

__all__ = ["PROJECTED", "Applied", "Batch", "Mark", "apply"]
