# make lab    JupyterLab on notebooks/00_start_here      (ARGS="--no-browser --port 8899" are passed on)
# make quick  the tests of a developer's loop, in a minute and a half
# make test   everything that CI checks
# make slow   that, and every seed, a search at random for counterexamples, and the long notebooks
# make help   the other targets

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
START  := notebooks/00_start_here.ipynb
# Jupyter refuses to run as root, as containers do, unless told so.
ROOT   := $(if $(filter 0,$(shell id -u)),--allow-root)
QUIET  := $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json
# Two processes, a file's tests in one of them, and one thread of linear algebra in each.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help lab quick test slow lint types bundle pytest speed mutations notebooks screenshots bench clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'
	@echo "make lint types bundle pytest    the parts of make test"
	@echo "make speed                       toy GANs stay several times as fast as a plain loop: needs an idle machine"
	@echo "make mutations                   break the code in known ways: a test must fail for each"
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

# JupyterLab's question about news would lie over the explorers: the answer is no, until a person sets it.
$(QUIET): | $(VENV)/.lab
	@mkdir -p $(@D)
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' > $@

lab: $(VENV)/.lab $(QUIET)
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/$(START) $(ROOT) $(ARGS)

quick: $(VENV)/.dev
	$(PYTEST) -p no:nbmake -m "not (browser or notebook or slow or long)" tests ganviz

test: lint types bundle pytest

slow: lint types bundle
	$(PYTEST) --hypothesis-profile=search --timeout=3600 --nbmake --nbmake-timeout=1200 \
		tests ganviz notebooks/*.ipynb

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/pyright

bundle:
	@if command -v npm >/dev/null; then npm ci --silent && npm run --silent check && npm test --silent; \
	else echo "npm is not installed: the committed JavaScript is not compared with its sources"; fi

pytest: $(VENV)/.dev
	$(PYTEST) -m "not slow" --nbmake --nbmake-timeout=60 tests ganviz notebooks/*.ipynb

speed: $(VENV)/.dev
	$(BIN)/python benchmarks/toy_rounds.py --check

mutations: $(VENV)/.dev
	$(BIN)/python tests/mutations.py

notebooks: $(VENV)/.dev
	$(BIN)/jupytext --quiet --update --to ipynb notebooks/*.py

screenshots: $(VENV)/.dev
	GANVIZ_SCREENSHOTS=screenshots $(BIN)/python -m pytest tests/browser/test_explorers*.py tests/browser/test_playground.py

bench: $(VENV)/.dev
	for script in benchmarks/[a-z]*.py; do $(BIN)/python $$script || exit 1; done

clean:
	rm -rf $(VENV) node_modules build *.egg-info .pytest_cache .ruff_cache .hypothesis
