# Everything happens in a virtual environment of the checkout's own; needs make and Python 3.11 or newer.

PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11 python; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$candidate" && break; done)
VENV ?= .venv
THIRD_PARTY ?= .venv-third-party
PEERS ?= benchmarks/.venvs
PORT ?= 8000
MINIMUM_COVERAGE ?= 95

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

export MINIMUM_COVERAGE

.PHONY: demo test check lint format types walls docs bench third-party clean

demo: $(VENV)/.demo
	$(BIN)/python example_project/manage.py demo --port $(PORT)

test: $(VENV)/.test $(VENV)/.quality $(VENV)/.mariadb
	$(BIN)/python -m tests.run

check: $(VENV)/.quality
	$(BIN)/python -m tests.run --only checks

lint: $(VENV)/.quality
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.quality
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.quality
	$(BIN)/mypy

walls: $(VENV)/.quality
	$(BIN)/lint-imports

docs: $(VENV)/.docs
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

bench: $(VENV)/.test $(addprefix $(PEERS)/,$(addsuffix /.installed,graphene strawberry cud http postgraphile))
	$(BIN)/python -m benchmarks

third-party: $(THIRD_PARTY)/.installed
	$(THIRD_PARTY)/bin/python -m tests.third_party

clean:
	rm -rf $(VENV) $(THIRD_PARTY) $(PEERS) .tox build dist *.egg-info docs/_build htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found: name one with 'make PYTHON=/path/to/python3'."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) has no venv module: on Debian and Ubuntu, 'apt install python3-venv'."; exit 1; }

# Dependency groups need pip 25.1, and older Pythons bring an older one.
$(VENV)/.runtime: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --editable .
	@touch $@

# The example project sanitizes HTML, which is an extra.
$(VENV)/.demo: $(VENV)/.runtime
	$(PIP) install --editable ".[sanitize]"
	@touch $@

$(VENV)/.test $(VENV)/.docs $(VENV)/.tox: $(VENV)/.%: $(VENV)/.runtime
	$(PIP) install --group $*
	@touch $@

# What the tests can do without: a checker that can't be had here is skipped, and so is MariaDB, whose driver is built against libmariadb.
$(VENV)/.quality $(VENV)/.mariadb: $(VENV)/.%: $(VENV)/.runtime
	@$(PIP) install --group $* >$@.log 2>&1 && touch $@ || echo "The group '$*' can't be installed here: what needs it is left out ($@.log says why)."

# django-oscar, wagtail and django-taggit bring some fifty packages and bounds of their own: they stay apart.
$(THIRD_PARTY)/.installed: pyproject.toml
	@$(PYTHON) -m venv $(THIRD_PARTY)
	$(THIRD_PARTY)/bin/python -m pip --disable-pip-version-check --quiet install --upgrade "pip>=25.1"
	$(THIRD_PARTY)/bin/python -m pip --disable-pip-version-check --quiet install --editable . --group test --group third-party
	@touch $@

# Those who want different releases of the same packages don't live together. Whoever can't be had here is left out of the comparison.
$(PEERS)/http/.installed: OURS := --editable .
$(addprefix $(PEERS)/,$(addsuffix /.installed,graphene strawberry cud http)): $(PEERS)/%/.installed: pyproject.toml
	@$(PYTHON) -m venv $(PEERS)/$*
	@$(PEERS)/$*/bin/python -m pip --disable-pip-version-check --quiet install --upgrade "pip>=25.1"
	@$(PEERS)/$*/bin/python -m pip --disable-pip-version-check --quiet install --upgrade $(OURS) --group bench-$* >$(@D)/install.log 2>&1 \
		&& touch $@ || { rm -rf $(@D)/bin; echo "The group 'bench-$*' can't be installed here: who needs it is left out ($(@D)/install.log says why)."; }

# PostGraphile 5 wants Node 22 or newer, which comes with it.
$(PEERS)/postgraphile/.installed: Makefile
	@mkdir -p $(@D)
	@npm install --prefix $(@D) --no-save --no-package-lock --no-audit --no-fund postgraphile@5 node@26 >$(@D)/install.log 2>&1 \
		&& touch $@ || echo "npm can't install PostGraphile here: it is left out ($(@D)/install.log says why)."
