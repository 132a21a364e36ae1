# Two commands for a newcomer: `make demo` and `make test`. Each sets up all it needs on a fresh machine.
.PHONY: demo test lint types layers fast slow assets setup system lock clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Not inside the assets' own folder: every file there becomes a page of the site.
ASSETS := .cache/assets.ready
PYTEST := $(BIN)/python -m pytest -q

demo: $(READY) $(ASSETS)
	$(BIN)/mithaq demo

test: system lint types layers fast slow

setup: $(READY)

assets: $(ASSETS)

$(READY): requirements.lock pyproject.toml
	PYTHON=$(PYTHON) scripts/setup.sh
	touch $@

$(ASSETS): package-lock.json scripts/assets.sh scripts/assets.py $(READY)
	scripts/assets.sh
	mkdir -p .cache && touch $@

system:
	scripts/system_packages.sh

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
	rm -f uv.lock

clean:
	rm -rf .venv .cache node_modules build dist src/mithaq/publish/assets/vendor
