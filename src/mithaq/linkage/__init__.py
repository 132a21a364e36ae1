"""Same event? Reports of one event joined without labels, each link with a probability and its reasons."""

from mithaq.linkage.batch import Linked, link
from mithaq.linkage.decisions import Decisions
from mithaq.linkage.table import read_columns, read_csv

__all__ = ["Decisions", "Linked", "link", "read_columns", "read_csv"]
