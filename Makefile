# What a developer (and CI) can do here. `make help` lists it. Needs python3.11 (or newer) and nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
KILLS ?= 300
MOVED ?= 2000
COVERAGE_FLOOR := 95

.DEFAULT_GOAL := help
# The files of tests are spread over the cores, each file on one of them; real programs are run one after another.
SPREAD := -n auto --dist loadfile

.PHONY: help demo test test-real kill move zoo lint fix golden bench docs lock wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(VENV)/ready: pyproject.toml requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	touch $@

demo: $(VENV)/ready ## the whole job on the bundled sample sites, into ./demo
	$(BIN)/migrate demo -w $(DEMO)

test: $(VENV)/ready-dev ## the tests that need nothing but Python packages, with branch coverage
	$(BIN)/python -m pytest -m "not real" $(SPREAD) --cov --cov-report=term --cov-fail-under=$(COVERAGE_FLOOR)

test-real: $(VENV)/ready-dev ## the tests that need real parts (nginx, WordPress, Chromium, LibreOffice …), installed first
	PYTHON="$(PYTHON)" tools/install_real_parts.sh
	$(BIN)/python -m pytest -m real

kill: $(VENV)/ready-dev ## kill captures of a zoo at random moments and hold what is resumed against an undisturbed one
	$(BIN)/python -m tests.whole.killing $(KILLS)
	for how in break fault power; do $(BIN)/python -m tests.whole.killing $$(( $(KILLS) / 3 )) --how $$how || exit 1; done

move: $(VENV)/ready-dev ## move 2,000 articles with attachments into a real WordPress, killed five times on the way
	PYTHON="$(PYTHON)" tools/install_real_parts.sh
	$(BIN)/python -m tests.real.moving $(MOVED) --kills 5

zoo: $(VENV)/ready-dev ## capture every site of the zoo and write docs/zoo.md: what is found of each behaviour and fault
	$(BIN)/python -m tests.zoo --write docs/zoo.md

lint: $(VENV)/ready-dev ## ruff (rules and format) and mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/ready-dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/ready-dev ## write the golden files anew; look at the difference before you commit it
	GOLDEN=1 $(BIN)/python -m pytest -q -m "not real"
	git diff --stat -- tests

docs: $(VENV)/ready-dev ## write the command reference anew
	$(BIN)/python tools/make_command_reference.py

bench: $(VENV)/ready-dev ## measure speed and memory against named peers (see benchmarks/README.md)
	$(BIN)/python -m benchmarks

lock: ## resolve the locked versions anew, from pyproject.toml and requirements/*.in
	$(PYTHON) tools/lock.py

wheel: $(VENV)/ready-dev ## build the wheel, install it into an empty environment, run the demo from another folder
	tools/try_wheel.sh

clean: ## remove what the targets made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov demo
