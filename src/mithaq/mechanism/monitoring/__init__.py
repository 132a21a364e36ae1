"""Demand 1: reports, sources, dispositions, campaigns, incidents and recorders' claims."""
