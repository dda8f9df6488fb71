# make lab    JupyterLab on notebooks/00_start_here      (ARGS="--no-browser --port 8899" are passed on)
# make test   everything that CI checks
# make help   the other targets

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
START  := notebooks/00_start_here.ipynb
# Jupyter refuses to run as root, as containers do, unless told so.
ROOT   := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help lab test lint types bundle pytest notebooks screenshots bench clean

help:
	@grep -E '^#' Makefile | sed 's/^# //'
	@echo "make lint types bundle pytest    the parts of make test"
	@echo "make notebooks                   write the .ipynb files from the paired .py files"
	@echo "make screenshots                 a picture of every explorer, in screenshots/"
	@echo "make bench                       the benchmarks behind benchmarks/RESULTS.md"
	@echo "make clean                       remove .venv and what was built"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "ganviz needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is newer than what it was made from: the second time there is nothing to do.
$(VENV)/.lab: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[lab,images]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.lab

lab: $(VENV)/.lab
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/$(START) $(ROOT) $(ARGS)

test: lint types bundle pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/pyright

bundle:
	@if command -v npm >/dev/null; then npm ci --silent && npm run --silent check && npm test --silent; \
	else echo "npm is not installed: the committed JavaScript is not compared with its sources"; fi

pytest: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder --nbmake --nbmake-timeout=60 \
		tests ganviz notebooks/*.ipynb

notebooks: $(VENV)/.dev
	$(BIN)/jupytext --quiet --update --to ipynb notebooks/*.py

screenshots: $(VENV)/.dev
	GANVIZ_SCREENSHOTS=screenshots $(BIN)/python -m pytest tests/browser/test_explorers*.py tests/browser/test_playground.py

bench: $(VENV)/.dev
	for script in benchmarks/[a-z]*.py; do $(BIN)/python $$script || exit 1; done

clean:
	rm -rf $(VENV) node_modules build *.egg-info .pytest_cache .ruff_cache .hypothesis
