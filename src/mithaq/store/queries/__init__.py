"""Reading the tables: plain functions with plain values, for the registry and for publishing."""
