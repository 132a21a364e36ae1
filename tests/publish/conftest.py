"""One rendered site for every test that only reads it."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import pytest

from mithaq.publish import render
from publish.land import publication


@pytest.fixture(scope="session")
def pages() -> dict[str, bytes]:
    """Forty incidents, three hundred entries, three bulletins; no fonts and no map renderer."""
    return dict(render(publication(40, 300, 3), vendor=None))


@pytest.fixture(scope="session")
def html(pages: dict[str, bytes]) -> dict[str, str]:
    return {path: body.decode() for path, body in pages.items() if path.endswith(".html")}
