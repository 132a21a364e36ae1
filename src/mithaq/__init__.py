"""Mithaq: a ceasefire mechanism whose record anyone can check."""

__version__ = "0.1.0"
