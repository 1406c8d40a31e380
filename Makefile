# Every target hands ARGS on: make demo ARGS="--no-serve --json"
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
ROUNDS ?= 20

.PHONY: demo run validate test check acceptance bench bench-signal bench-reading crash schemas lock clean

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	touch $@

demo: $(VENV)/.installed
	$(BIN)/planwatch demo $(ARGS)

run: $(VENV)/.installed
	$(BIN)/planwatch run $(ARGS)

validate: $(VENV)/.installed
	$(BIN)/planwatch validate $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy $(ARGS)

acceptance: $(VENV)/.installed-dev
	PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/acceptance/run.sh $(ARGS)

# Mails a second, and a publication, beside plain loops: docs/benchmarks.md.
bench: $(VENV)/.installed
	$(BIN)/python -m bench.mail $(ARGS)
	$(BIN)/python -m bench.publish

# How right dates, wording, titles and page changes are judged, beside plain baselines: docs/signal.md.
bench-signal: $(VENV)/.installed-dev
	$(BIN)/python -m bench.signal $(ARGS)

# What reading each hostile file takes, in time and memory: docs/benchmarks.md.
bench-reading: $(VENV)/.installed
	$(BIN)/python -m bench.reading

# A delivery killed ROUNDS times: nothing lost, nothing repeated but what was in flight.
crash: $(VENV)/.installed
	$(BIN)/python -m tests.crash.deliver --rounds $(ROUNDS) $(ARGS)

# What an editor knows of sources.toml and plans/*.toml, from the shapes in watcher/catalogue/shapes.py.
schemas: $(VENV)/.installed
	$(BIN)/python -m watcher.catalogue.editor_schema schemas

# New pins: names, versions and hashes only, no address of any index.
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet pip-tools
	build/lock/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --output-file requirements.txt pyproject.toml
	build/lock/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) build
