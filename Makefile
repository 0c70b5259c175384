# The front door of the project. `make` alone lists what there is.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUN_STAMP := .venv/.run-stamp
DEV_STAMP := .venv/.dev-stamp
T ?=
# What every run of the tests does on the second database as well; make test-postgresql does all of it there.
ON_BOTH := tests/services tests/workbook
WHEELHOUSE ?=
# make bench: how many records, and which jobs and peers take part (all where nothing is said).
N ?= 10000
JOBS ?=
PEERS ?=
PROCESSES ?=
ON ?=
# make faults: words of the names of faults (benchmarks/faults/faults.py); all of them where nothing is said.
FAULTS ?=
FROM := $(if $(WHEELHOUSE),--no-index --find-links $(WHEELHOUSE))

.DEFAULT_GOAL := help
.PHONY: help install run demo permissions wheelhouse test test-postgresql format lint types imports migrate docs screenshots bench faults

##@ Use
help: ## List what there is
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(RUN_STAMP) ## Make the virtual environment with the locked dependencies (without internet: WHEELHOUSE=wheelhouse)

run: $(RUN_STAMP) ## Create or migrate the database and serve (settings: see README)
	@$(BIN)/python app.py

demo: $(RUN_STAMP) ## Fill an empty database with the invented office
	@$(BIN)/flask demo

permissions: $(RUN_STAMP) ## Print who may do and see what, for an auditor (F=--csv or F=--json)
	@$(BIN)/flask permissions $(F)

wheelhouse: $(RUN_STAMP) ## Pack source and dependencies into one file for a machine without internet
	@BIN=$(BIN) sh deploy/pack.sh

##@ Develop
test: $(DEV_STAMP) ## Format, lint, types, imports, all tests, those below the screens on PostgreSQL too; with T=path only those
ifeq ($(strip $(T)),)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n auto
	@TESTS_ON=postgresql $(BIN)/pytest -n auto $(ON_BOTH)
else
	@$(BIN)/pytest $(T)
endif

test-postgresql: $(DEV_STAMP) ## All tests with the office on PostgreSQL (a server of the run's own); with T=path only those
	@TESTS_ON=postgresql $(BIN)/pytest $(if $(strip $(T)),$(T),-n auto)

format: $(DEV_STAMP) ## Put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(DEV_STAMP) ## Format and lint checks
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(DEV_STAMP) ## mypy --strict
	@$(BIN)/mypy

imports: $(DEV_STAMP) ## Imports go strictly down
	@$(BIN)/lint-imports

migrate: $(DEV_STAMP) ## Write a migration of what changed in models/: make migrate M="add receipt date"
	@test -n "$(M)" || { echo 'Say what changed: make migrate M="add receipt date"'; exit 2; }
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATABASE_URL="sqlite:///$$scratch/blank.db" && \
	  $(BIN)/flask db upgrade && $(BIN)/flask db migrate -m "$(M)" && $(BIN)/ruff format migrations/versions

docs: $(DEV_STAMP) ## Write the tables of rules and settings, and check that the documents name everything the code has
	@$(BIN)/python docs/make_rules.py
	@$(BIN)/python docs/make_settings.py
	@$(BIN)/pytest tests/test_docs.py tests/test_rules_page.py

screenshots: $(DEV_STAMP) ## Take the pictures of the user guide again
	@$(BIN)/python docs/screenshots.py

bench: $(DEV_STAMP) ## Measure beside other tools: make bench N=100000 JOBS=list,create PEERS=floor,django (benchmarks/README.md)
	@$(BIN)/python -m benchmarks $(N) $(if $(JOBS),--jobs $(JOBS)) $(if $(PEERS),--peers $(PEERS)) $(if $(OUT),--out $(OUT)) $(if $(PROCESSES),--processes $(PROCESSES)) $(if $(ON),--on $(ON))

faults: $(DEV_STAMP) ## Break a cluster on this machine under load, as root (deploy/cluster): make faults FAULTS="worker network"; all without it
	@$(BIN)/python -m benchmarks.faults $(FAULTS)

# -- what the targets stand on ---------------------------------------------------------------------------------------------

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed (with its venv module)."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed, this is $$($(PYTHON) -V)."; exit 2; }
	@$(PYTHON) -m venv .venv

# The developer's lock holds all of the other one, so after it nothing is left to install.
$(RUN_STAMP): requirements.lock | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(FROM) --require-hashes -r requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(RUN_STAMP)
