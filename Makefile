# The front door. `make` lists what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PYTEST := $(BIN)/pytest
# How many tests run at once. Most wait for servers; each worker has servers of its own, 4 GB at most.
WORKERS ?= 2

.PHONY: help setup try run down demo test check lint types imports drift unit isolated chaos long bench contracts sdks model clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Leadstream needs Python 3.11 or newer; point PYTHON at one: make setup PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.ready: $(UV) uv.lock
	@echo "Installing Leadstream and its libraries into $(VENV)"
	@$(UV) sync --frozen --all-packages --all-extras --python $(BIN)/python
	@touch $@

# Optional: without a C compiler it says so, and Python does the same work.
$(VENV)/.compiled: $(VENV)/.ready $(wildcard libs/leadcore/src/leadcore/compiled/*)
	@$(BIN)/python -m leadcore.compiled
	@touch $@

setup: $(VENV)/.compiled  ## install everything into .venv

try: setup  ## what becomes of your own file: make try FILE=leads.csv; no servers, nothing leaves the machine
	@test -n "$(FILE)" || { echo "Name a file: make try FILE=leads.csv (CSV, TSV, XLSX, JSON, JSON lines)"; exit 2; }
	@$(BIN)/leadstream try "$(FILE)" $(TRY); code=$$?; test $$code -eq 1 || exit $$code  # 1: it has said what is wrong

run: setup  ## bring up the real thing on this machine, with a show
	@$(BIN)/leadstream up --demo

down: setup  ## stop what `leadstream up --detach` started
	@$(BIN)/leadstream down

demo: setup  ## all stages in one process, without a broker
	@$(BIN)/simulator demo

test: lint types imports drift  ## everything that must hold, on real servers; 25 minutes on two cores
	@$(PYTEST) tests -n $(WORKERS) || { code=$$?; echo $$code >.pytest_cache/code; exit $$code; }

chaos: setup  ## the faults that take minutes each, one after the other; verdicts in .leadstream/proofs/; an hour or more
	@$(PYTEST) tests/chaos -m chaos_long -v -n 0

long: setup  ## every page of docs/ways-in as written, clients generated anew, exports in LibreOffice; needs npm's registry; ten minutes
	@$(PYTEST) tests -m long -v -n 0

check: lint types imports drift unit  ## the quick loop: style, types, imports, generated code, fast tests

lint: setup
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports --no-cache | tail -n 4

drift: setup
	@$(BIN)/python -m lab.contracts --check && $(BIN)/python -m lab.sdks --check

unit: setup  ## fast tests only
	@$(PYTEST) tests/unit tests/contract -m "not slow" -q -n $(WORKERS)

isolated: setup  ## import each package with its own dependencies alone
	@$(BIN)/python -m lab.isolated

bench: export LEADSTREAM_HOME := .leadstream/bench
bench: setup  ## measure on a stack of its own, without a CRM: drains, paces, a recovery, three times each; a table and a plot
	@$(BIN)/leadstream up --detach --no-crm
	@$(BIN)/leadstream bench all --sightings 100000 --backfill 20000 $(BENCH); code=$$?; $(BIN)/leadstream down; \
	  $(BIN)/python -m lab.bench.plot .leadstream/bench/results.jsonl .leadstream/bench/plot.svg; exit $$code

contracts: setup  ## regenerate typed records, topics and resources from schemas/
	@$(BIN)/python -m lab.contracts

sdks: setup  ## regenerate the clients and the served document from schemas/openapi/ (installs the generators apart)
	@$(BIN)/python -m lab.openapi && $(BIN)/python -m lab.sdks

model: setup  ## train the demo workspace's model and publish it to models/demo (installs the training stack apart)
	@$(UV) run --frozen --all-packages --all-extras --with-requirements training/requirements.txt python training/train_demo_model.py

clean:  ## remove the environment and caches; state under .leadstream stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
