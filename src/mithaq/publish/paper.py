"""A page as a PDF: the same page in the same style, tagged (PDF/UA-1), in our own fonts.

The same page gives the same bytes on one machine: dates and identifier come from the page, nothing from a clock.
Another version of Pango or HarfBuzz may set it otherwise; the manifest commits the bytes that were published.
"""

from __future__ import annotations

import hashlib
import logging
import re
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from mithaq.errors import MissionNotReady

__all__ = ["Paper", "can_print"]

_HERE: Final = Path(__file__).parent
_ASSETS: Final = _HERE / "assets"
_SHEETS: Final = (_ASSETS / "gazette.css", _ASSETS / "print.css", _HERE / "paper.css")
_LEADS_ELSEWHERE: Final = re.compile(r'<a ((?:rel="(?:prev|next)" )?)href="(?!#|https?://)[^"]*"')
"""A link into the site leads nowhere from a file that was carried away: its words stay."""


def can_print() -> bool:
    """Whether the PDF's maker and the system's Pango are here."""
    try:
        import weasyprint  # noqa: F401 -- it loads Pango as it is imported
    except (ImportError, OSError):
        return False
    return True


class Paper:
    """Makes PDFs with the fonts that lie in ``vendor``; slow to begin and then about a second for a bulletin."""

    def __init__(self, vendor: Path) -> None:
        self._vendor = vendor

    @cached_property
    def digest(self) -> bytes:
        """Of everything besides the page that the bytes depend on, as far as Python can see it."""
        digest = hashlib.sha256(version("weasyprint").encode())
        for path in (*_SHEETS, *sorted(self._vendor.rglob("*.woff2"))):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.digest()

    def inputs(self, html: str) -> str:
        return hashlib.sha256(self.digest + html.encode()).hexdigest()

    @cached_property
    def _made_once(self) -> tuple[Any, Any, list[Any]]:
        """Fonts, fetcher and style sheets. Nothing is fetched but our own files."""
        try:
            from weasyprint import CSS
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import URLFetcher
        except (ImportError, OSError) as error:
            raise MissionNotReady(
                f"no PDF can be made: {error}.",
                advice="Install Pango (on Debian libpango-1.0-0, libpangoft2-1.0-0).",
            ) from error
        # It reports every rule of the screen that paper has no use for.
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        fonts, fetcher = FontConfiguration(), URLFetcher(allowed_protocols=("file",))
        base = self._vendor.parent.as_uri() + "/"
        sheets = [
            CSS(
                string=path.read_text(encoding="utf-8"),
                base_url=base,
                url_fetcher=fetcher,
                font_config=fonts,
                media_type="print",
            )
            for path in _SHEETS
        ]
        return fonts, fetcher, sheets

    def pdf(self, html: str) -> bytes:
        from weasyprint import HTML

        fonts, fetcher, sheets = self._made_once
        page = HTML(string=_LEADS_ELSEWHERE.sub(r"<a \1", html), url_fetcher=fetcher, media_type="print")
        made: bytes = page.write_pdf(
            stylesheets=sheets,
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
        return made
