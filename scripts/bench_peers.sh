#!/bin/sh
# Puts the benchmarks' peers (pymerkle is GPL) into a folder of their own, so that the environment never holds them.
set -eu
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .cache/uv/bin/uv)
rm -rf .cache/bench
"$UV" pip install --quiet --python .venv/bin/python --require-hashes --target .cache/bench -r requirements-bench.lock
