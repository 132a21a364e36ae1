# Two commands for a newcomer: `make demo` and `make test`. Each sets up all it needs on a fresh machine.
.PHONY: demo test bench lint types layers fast slow assets setup system pango lock clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Not inside the assets' own folder: every file there becomes a page of the site.
ASSETS := .cache/assets.ready
PEERS := .cache/bench/.ready
PYTEST := $(BIN)/python -m pytest -q

demo: $(READY) $(ASSETS) pango
	$(BIN)/mithaq demo

test: system lint types layers fast slow

# On a quiet machine: speed and memory beside peers and limits, into docs/benchmarks.md.
bench: $(READY) $(ASSETS) $(PEERS)
	PYTHONPATH=$(dir $(PEERS)) $(BIN)/python -m benchmarks --page docs/benchmarks.md

setup: $(READY)

assets: $(ASSETS)

$(READY): requirements.lock pyproject.toml
	PYTHON=$(PYTHON) scripts/setup.sh
	touch $@

$(ASSETS): package-lock.json scripts/assets.sh scripts/assets.py $(READY)
	scripts/assets.sh
	mkdir -p .cache && touch $@

$(PEERS): requirements-bench.lock scripts/bench_peers.sh $(READY)
	scripts/bench_peers.sh
	touch $@

system:
	scripts/system_packages.sh

pango:
	scripts/system_packages.sh pango

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

fast: $(READY) $(ASSETS)
	$(PYTEST) -n 2 -m "not slow and not postgres and not browser"

slow: $(READY) $(ASSETS)
	$(PYTEST) -n 2 --dist loadfile -m "slow or postgres or browser"

# The lock names versions and hashes, and no registry: where packages come from is the machine's own setting.
lock:
	uv export --quiet --group dev --all-extras --no-emit-project --no-header -o requirements.lock
	uv export --quiet --only-group bench --no-emit-project --no-header -o requirements-bench.lock
	rm -f uv.lock

clean:
	rm -rf .venv .cache node_modules build dist src/mithaq/publish/assets/vendor
