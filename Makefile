# Needs only make and Python 3.11 or newer. Everything else goes into .venv, in the versions of constraints.txt;
# a second run installs nothing again unless pyproject.toml or constraints.txt changed.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-$(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
TEST := $(VENV)/.test-$(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
SHARED := $(or $(DOTHI_SHARED),../shared)

.PHONY: help demo test web ray lint notebooks store-notebooks offline benchmark score lock clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

demo: $(RUN) ## build the graph of the sample articles and say where it is
	@$(BIN)/dothi demo -o demo

test: $(TEST) ## the whole test suite
	@$(BIN)/pytest

web: ## with npm: the SPARQL editor and the map's shapes for `dothi serve` (without it, plainer ones stand in)
	@command -v npm >/dev/null || { echo "make web needs npm; without it the server's pages work too" >&2; exit 2; }
	cd web && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error && npm run --silent build

lint: $(TEST) ## style, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

notebooks: $(TEST) ## run every notebook from a clean kernel
	$(BIN)/pytest --nbmake --nbmake-timeout=300 -p no:cacheprovider notebooks

store-notebooks: $(TEST) ## run every notebook and keep what it prints
	$(BIN)/pytest --nbmake --overwrite --nbmake-timeout=300 -p no:cacheprovider notebooks

offline: $(RUN) ## the main job with the network taken away
	@sh tests/offline.sh $(BIN)

ray: $(TEST) ## the Ray engine on a cluster of two nodes, with a worker killed
	DOTHI_RAY=1 $(BIN)/pytest tests/pipelines/test_ray.py

benchmark: $(TEST) ## speed and its profile by step, beside underthesea
	$(BIN)/python -m tests.benchmarks.speed

score: $(TEST) ## score against the gold annotations, where they lie beside the checkout
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python $(SHARED)/evaluation/score.py $(SHARED)/gold

lock: $(TEST) ## pin the newest versions of all dependencies in constraints.txt
	$(PIP) install uv
	echo setuptools | $(BIN)/uv pip compile pyproject.toml - --all-extras --universal --python-version 3.11 \
		--upgrade --no-header --annotation-style line --quiet --output-file constraints.txt

clean: ## remove what was built, and the virtual environment
	rm -rf $(VENV) demo build dist artifacts *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "dothi needs Python 3.11 or newer; install it, or set PYTHON=..." >&2; exit 2; }
	@echo "Setting up $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing; on Debian: apt-get install python3-venv" >&2; exit 2; }

$(RUN): | $(BIN)/python
	@echo "Installing dothi and what it needs into $(VENV) (once) …" >&2
	@$(PIP) install --constraint constraints.txt setuptools
	@$(PIP) install --constraint constraints.txt --no-build-isolation --editable .
	@rm -f $(VENV)/.run-* && touch $@

$(TEST): $(RUN)
	@echo "Installing what the tests need into $(VENV) (once) …" >&2
	@$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[test,accurate]'
	@rm -f $(VENV)/.test-* && touch $@
