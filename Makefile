# Vitrina: `make run` serves it, `make test` proves it. Each target sets up what it is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lock clean chromium plotly screenshots previews dictionary

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-ready
DEV := $(VENV)/.dev-ready
PLOTLY := $(VENV)/plotly/.ready
# The first Python on this machine that is new enough; say PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Two at once suits a small machine; WORKERS=0 runs the tests one after another.
WORKERS ?= 2
TESTS ?= tests

help:
	@echo "make run          load the bundled data and serve http://127.0.0.1:8050"
	@echo "make test         run every test, browser tests included"
	@echo "make setup        only set up $(VENV) for running and testing"
	@echo "make check        ruff (rules and format) and mypy"
	@echo "make plotly       fetch the smaller Plotly again, where npm failed before"
	@echo "make bench        measure, and write bench/RESULTS.md"
	@echo "make screenshots  take the pictures of the README from the running program"
	@echo "make previews     make the pictures that messengers show beside a link"
	@echo "make dictionary   write docs/dictionary.md from the comments of the tables"
	@echo "make lock         write requirements*.txt anew from requirements*.in (UPGRADE=1 for newer versions)"
	@echo "make clean        remove $(VENV), caches and var/"

setup: $(RUNTIME) $(DEV) $(PLOTLY)

$(RUNTIME): requirements.txt
	@[[ -n "$(PYTHON)" ]] || { echo "Vitrina needs Python 3.11 or newer, and none was found." \
		"Install it (Debian: apt install python3 python3-venv), or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || { echo "Setting up $(VENV) with $$($(PYTHON) --version)"; \
		rm -rf $(VENV); $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make a virtual environment (Debian: apt install python3-venv)" >&2; exit 1; }; }
	@echo "Installing what Vitrina needs to run"
	@$(PIP) --require-hashes --requirement requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests and checks need"
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

# Charts load a quarter as much with only the kinds of figures that are drawn; without npm they load the whole Plotly.
$(PLOTLY): web/plotly/package-lock.json $(RUNTIME)
	@mkdir -p $(@D) && cp web/plotly/package.json web/plotly/package-lock.json $(@D)
	@npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --silent --fetch-retries=1 --fetch-timeout=20000 \
		</dev/null 2>$(@D)/npm.log || echo "Charts will load the whole of Plotly (1.2 MB instead of 0.4 MB)," \
		"for npm is missing or could not fetch the smaller one: see $(@D)/npm.log; make plotly tries again" >&2
	@touch $@

plotly:
	@rm -f $(PLOTLY)
	@$(MAKE) --no-print-directory $(PLOTLY)

run: $(RUNTIME) $(PLOTLY)
	@exec $(BIN)/python app.py

chromium: $(DEV)
	@PYTHON=$(BIN)/python tests/browser/ensure_chromium.sh

# The tests start the program many times: what is compiled is kept, even where the environment says otherwise.
test: $(DEV) $(PLOTLY) chromium
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q $(TESTS)

check: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(DEV) $(PLOTLY) chromium
	@$(BIN)/python -m bench

screenshots: $(DEV) chromium
	@$(BIN)/python -m tests.browser.screenshots

previews: $(DEV) chromium
	@$(BIN)/python -m tests.browser.previews

dictionary: $(RUNTIME)
	@$(BIN)/python -m data_loader dictionary > docs/dictionary.md.new
	@mv docs/dictionary.md.new docs/dictionary.md

# Only names, versions and hashes may get into the locks: nothing of the machine that made them.
COMPILE = env -u UV_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_DEFAULT_INDEX -u UV_FIND_LINKS \
	$(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
lock: $(DEV)
	@$(COMPILE) requirements.in --output-file requirements.txt
	@$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis test-results bench/work
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
