# Two commands are all a newcomer needs: `make serve` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: serve test promises check eval renew-eval train widget pictures clean

serve: $(VENV)/.installed
	$(BIN)/cpo-coach serve

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n 2 --dist loadgroup

# Every promise at full counts; writes the table that is committed.
promises: $(VENV)/.installed-dev
	COACH_FULL_COUNTS=1 COACH_PROMISES_TABLE=tests/PROMISES.md $(BIN)/pytest -m promise --timeout 3600 $(TESTS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml api coach corpus index

eval: $(VENV)/.installed-dev
	$(BIN)/cpo-coach eval

renew-eval: $(VENV)/.installed-dev
	$(BIN)/cpo-coach eval --renew

# after a change in api/widget_source/
widget: $(VENV)/.installed
	$(BIN)/python -m api.widget_building

# the main states of the widget, as pictures in the folder build/pictures
pictures: $(VENV)/.installed-dev
	COACH_PICTURES=build/pictures $(BIN)/pytest -q tests/api/integration/widget/test_pictures.py

# `make train DATA=folder`: the pairs named in the model card
train: $(VENV)/.installed
	$(BIN)/cpo-coach train --data $(DATA)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet torch==2.13.0 -c constraints.txt
	$(PIP) install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) .coach build *.egg-info .pytest_cache .mypy_cache .ruff_cache
