"""The edge where others' files become reports and claims: one file per format, nothing written anywhere."""
