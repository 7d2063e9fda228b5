# `make` lists the targets. Everything is set up on demand, in .venv.
PYTHON ?= python3
VENV ?= .venv
# Test processes: one a core, up to eight (each imports pandas and friends anew).
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ "$$n" -le 8 ] && echo "$$n" || echo 8)

SHELL := /bin/sh
BIN := $(VENV)/bin
SETUP := .ci/venv '$(PYTHON)' '$(VENV)'
# What else is checked beside sim and tests, once it is there.
SCRIPTS := $(wildcard benchmarks docs/*.py)

# What the tools remember stays in the project: no home folder is needed.
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export IPYTHONDIR := $(CURDIR)/.cache/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/.cache/jupyter/config
export JUPYTER_DATA_DIR := $(CURDIR)/.cache/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.cache/jupyter/runtime
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis
# So does bytecode, also where the caller keeps none: hundreds of tests start an interpreter, which would compile anew
# all that it imports.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test check pytest nightly mutation bench docs gallery site format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo "  Settings: PYTHON=python3.12 (now $(PYTHON)), VENV=.venv (now $(VENV)), JOBS=2 (now $(JOBS))"

demo: ## set up and run the main job on a shipped scenario
	@$(SETUP) requirements.lock requirements-dev.lock
	@'$(BIN)/buddy-sim' run scenarios/four-agents.yaml --out reports/demo

setup: ## set up .venv for development
	@$(SETUP) requirements-dev.lock

test: check pytest ## set up and run every check: style, types, layers, tests

check: setup ## only style, types and layers
	@'$(BIN)/python' -m ruff check --quiet .
	@'$(BIN)/python' -m ruff format --check --quiet . || { echo "Not formatted as ruff does it: make format"; exit 1; }
	@echo "ruff: clean"
	@'$(BIN)/python' -m mypy sim tests $(SCRIPTS)
	@out=$$('$(BIN)/lint-imports' --cache-dir .cache/import_linter 2>&1) || { echo "$$out"; exit 1; }; echo "import layers: kept"

pytest: setup ## only the tests
	@'$(BIN)/python' -m pytest -q -n $(JOBS) --dist worksteal

nightly: setup ## run the tests that take minutes, and mutation (two hours on two cores)
	@'$(BIN)/python' -m pytest -q -n $(JOBS) --dist worksteal -o faulthandler_timeout=3600 -m nightly || [ $$? -eq 5 ]
	@$(MAKE) --no-print-directory mutation

# From scratch each time: mutmut would let a verdict stand when only tests have changed. The hash seed orders the tests.
mutation: setup ## change the formulas in thousands of ways: do the tests notice? (twenty minutes on two cores)
	@rm -rf mutants
	@mkdir -p .cache
	@echo "mutmut: follow it in .cache/mutmut.log"
	@PYTHONHASHSEED=0 '$(BIN)/mutmut' run --max-children $(JOBS) >.cache/mutmut.log 2>&1 \
	  || { tr '\r' '\n' <.cache/mutmut.log | tail -n 50; exit 1; }
	@'$(BIN)/python' -m tests.mutation.summary

bench: setup ## run the benchmarks
	@if [ -e benchmarks/__main__.py ]; then '$(BIN)/python' -m benchmarks; else echo "There are no benchmarks yet."; fi

docs: setup ## regenerate the pages that are made from the code, validation (two minutes) included
	@'$(BIN)/python' docs/generate.py
	@'$(BIN)/python' docs/pictures.py
	@'$(BIN)/python' docs/validation_table.py

gallery: setup ## run every shipped scenario and incident into reports/, with an index to look at (minutes)
	@'$(BIN)/python' docs/gallery.py

site: setup ## make the documentation as pages that open offline, in site/
	@'$(BIN)/python' docs/site.py

format: setup ## format the code and sort its imports
	@'$(BIN)/python' -m ruff check --quiet --fix-only .
	@'$(BIN)/python' -m ruff format --quiet .

lock: ## refresh the lock files (needs a network)
	@.ci/lock '$(PYTHON)'
	@echo "requirements.lock and requirements-dev.lock are new: run make test, then commit them."

clean: ## remove what make has made: .venv and the caches
	@rm -rf .cache .hypothesis dist build mutants
	@if [ -e '$(VENV)/pyvenv.cfg' ]; then rm -rf '$(VENV)'; fi
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
