"""Bring the fonts and the map renderer of the public site from ``node_modules`` into the package.

Run ``npm ci --ignore-scripts`` first. Only the faces and the script subsets the site uses are copied, each
package with its licence; the folder is ignored by git and carried by the wheel.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "mithaq" / "publish" / "assets" / "vendor"

# Package below node_modules -> (licence file, files). One face per use: text, bold, headings, hashes.
WANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "@fontsource/ibm-plex-sans": (
        "LICENSE",
        (
            "files/ibm-plex-sans-latin-400-normal.woff2",
            "files/ibm-plex-sans-latin-600-normal.woff2",
            "files/ibm-plex-sans-latin-ext-400-normal.woff2",
        ),
    ),
    "@fontsource/ibm-plex-sans-arabic": (
        "LICENSE",
        (
            "files/ibm-plex-sans-arabic-arabic-400-normal.woff2",
            "files/ibm-plex-sans-arabic-arabic-600-normal.woff2",
        ),
    ),
    "@fontsource/source-serif-4": (
        "LICENSE",
        ("files/source-serif-4-latin-400-normal.woff2", "files/source-serif-4-latin-600-normal.woff2"),
    ),
    "@fontsource/amiri": (
        "LICENSE",
        ("files/amiri-arabic-400-normal.woff2", "files/amiri-arabic-700-normal.woff2"),
    ),
    "@fontsource/ibm-plex-mono": ("LICENSE", ("files/ibm-plex-mono-latin-400-normal.woff2",)),
    "maplibre-gl": (
        "LICENSE.txt",
        (
            "dist/maplibre-gl.mjs",
            "dist/maplibre-gl-shared.mjs",
            "dist/maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css",
        ),
    ),
}


def main() -> int:
    missing = [
        f"{package}/{name}"
        for package, (licence, names) in WANTED.items()
        for name in (licence, *names)
        if not (MODULES / package / name).is_file()
    ]
    if missing:
        print("Not found below node_modules:", *missing, sep="\n  ", file=sys.stderr)
        print("Run `npm ci --ignore-scripts` first.", file=sys.stderr)
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (licence, names) in WANTED.items():
        target = VENDOR / package.rpartition("/")[2]
        target.mkdir(parents=True)
        for name in (licence, *names):
            shutil.copyfile(MODULES / package / name, target / Path(name).name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
