"""Tests of the public site, on an invented land."""
