#!/bin/sh
# Makes .venv from the locked versions; every package must match its hash.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
if command -v uv >/dev/null 2>&1; then
  UV=uv
else
  [ -x .cache/uv/bin/uv ] || { "$PYTHON" -m venv .cache/uv && .cache/uv/bin/pip install --quiet "uv>=0.9"; }
  UV=.cache/uv/bin/uv
fi
[ -x .venv/bin/python ] || "$UV" venv --quiet --python "$PYTHON" .venv
"$UV" pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
"$UV" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
