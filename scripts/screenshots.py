"""Pictures of every kind of public page: both languages, wide and on a phone, light and dark, as paper.

    python scripts/screenshots.py PUBLIC_FOLDER PICTURES_FOLDER [--readme docs/bulletin.png]

Needs the browser extra and a chromium (``MITHAQ_CHROMIUM``, else /usr/bin/chromium). With ``--readme`` only the
picture for the README is made: the newest bulletin in English and Arabic, side by side.
"""

from __future__ import annotations

import argparse
import base64
import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("MITHAQ_CHROMIUM", "/usr/bin/chromium")
LOOKS = {"wide": (1280, "light"), "phone": (360, "light"), "dark": (1280, "dark")}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, *_: object) -> None:
        """Nothing is printed for each request."""


def pages_of(public: Path) -> list[str]:
    """One page of each kind, below a language's folder."""
    root = public / "en"
    fixed = [path.relative_to(root).as_posix() for path in sorted(root.glob("*.html"))]
    lists = ["bulletins/index.html", "incidents/index.html", "record/index.html", "record/000/000.html"]
    newest = [path.relative_to(root).as_posix() for path in sorted(root.glob("bulletins/????.html"))[-1:]]
    months = [path.relative_to(root).as_posix() for path in sorted(root.glob("incidents/????-??.html"))[:1]]
    incidents = [path.relative_to(root).as_posix() for path in sorted(root.glob("incidents/*/*.html"))[:1]]
    return [*fixed, *(page for page in lists if (root / page).exists()), *newest, *months, *incidents]


@contextmanager
def served(public: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(public))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def take(browser: Browser, address: str, page: str, target: Path, look: tuple[int, str]) -> None:
    width, scheme = look
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    tab = context.new_page()
    tab.goto(f"{address}/{page}")
    tab.wait_for_load_state("networkidle")
    tab.screenshot(path=target, full_page=True)
    context.close()


def readme(browser: Browser, address: str, public: Path, target: Path) -> None:
    newest = [page for page in pages_of(public) if page.startswith("bulletins/0")][-1]
    context = browser.new_context(viewport={"width": 860, "height": 1000})
    frames = []
    for code in ("en", "ar"):
        tab = context.new_page()
        tab.goto(f"{address}/{code}/{newest}")
        tab.wait_for_load_state("networkidle")
        frames.append(tab.screenshot(type="png"))
    sheet = context.new_page()
    sheet.set_viewport_size({"width": 1736, "height": 1000})
    images = "".join(
        f'<img width="860" height="1000" src="data:image/png;base64,{base64.b64encode(frame).decode()}">'
        for frame in frames
    )
    sheet.set_content(f'<body style="margin:0;display:flex;gap:16px;background:#8d8a82">{images}</body>')
    sheet.wait_for_load_state("networkidle")
    sheet.screenshot(path=target)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("public", type=Path)
    parser.add_argument("pictures", type=Path, nargs="?")
    parser.add_argument("--readme", type=Path)
    parser.add_argument("--only", default="", help="only pages whose path contains this")
    given = parser.parse_args()
    with served(given.public) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        if given.readme is not None:
            readme(browser, address, given.public, given.readme)
        elif given.pictures is None:
            parser.error("name a folder for the pictures, or --readme and a file")
        else:
            given.pictures.mkdir(parents=True, exist_ok=True)
            for code in ("en", "ar"):
                for page in pages_of(given.public):
                    if given.only not in page:
                        continue
                    for name, look in LOOKS.items():
                        stem = page.removesuffix(".html").replace("/", "-")
                        take(browser, address, f"{code}/{page}", given.pictures / f"{code}-{stem}-{name}.png", look)
        browser.close()


if __name__ == "__main__":
    main()
