# Two commands matter: `make demo` and `make test`. Everything else is a part of them.
# What a step needs, the step installs; a stamp beside what was installed says that it is there.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
FRONTEND := src/niubizi/web/static/dist/.built
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
EXPORT := $(BIN)/uv export --quiet --no-header --no-emit-project --no-annotate --extra build
PYTEST := $(BIN)/pytest -n auto --maxprocesses 4 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help setup demo test check suite ordeal bench screenshots suite-postgresql packages wheel deploy-check lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 28

setup: $(STAMPS)/app $(FRONTEND) ## install what the application needs, start nothing

demo: setup ## create the sample city and serve it at http://127.0.0.1:8000
	$(BIN)/niubizi demo

test: packages check suite suite-postgresql ## everything: lint, contracts, types, the suite on both databases

check: $(STAMPS)/dev $(FRONTEND) ## lint, import contracts and types
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	npm run --silent check

suite: $(STAMPS)/dev $(FRONTEND) ## the suite on SQLite
	$(PYTEST)

suite-postgresql: $(STAMPS)/dev $(FRONTEND) ## the suite on a private PostgreSQL; of the browser's tests the acceptance path
	$(BIN)/python -m tests.postgres $(PYTEST) -m "acceptance or not browser"

packages:
	@tools/system-packages

$(BIN)/uv: requirements-uv.lock
	@tools/prerequisites python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(STAMPS)/app: requirements.lock pyproject.toml | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock pyproject.toml | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/app

$(STAMPS)/bench: requirements-bench.lock pyproject.toml | $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements-bench.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/dev $(STAMPS)/app

$(FRONTEND): package.json package-lock.json .npmrc $(shell find frontend -type f)
	@tools/prerequisites node
	npm ci --loglevel=error --no-update-notifier
	npm run --silent build
	@touch $@

ordeal: packages $(STAMPS)/dev $(FRONTEND) ## crowds, kills, full disks, bad input: the full dose on both databases
	NIUBIZI_ORDEAL=full $(BIN)/pytest -m ordeal --timeout 3600
	NIUBIZI_ORDEAL=full $(BIN)/python -m tests.postgres $(BIN)/pytest -m ordeal --timeout 3600

bench: $(STAMPS)/bench ## measure, each figure beside a reference of the same run
	@$(BIN)/python -m bench

screenshots: packages $(STAMPS)/dev $(FRONTEND) ## renew the pictures of README and manual
	$(BIN)/python tools/screenshots

wheel: $(STAMPS)/app $(FRONTEND) ## build the wheel, front end inside, in dist/
	tools/wheel dist

deploy-check: $(STAMPS)/app ## let nginx and systemd read the files of deploy/
	tools/deploy-check

lock: pyproject.toml | $(BIN)/uv ## renew the pinned dependencies
	$(BIN)/uv lock --quiet --upgrade
	$(EXPORT) -o requirements.lock >/dev/null
	$(EXPORT) --extra dev -o requirements-dev.lock >/dev/null
	$(EXPORT) --extra dev --extra bench -o requirements-bench.lock >/dev/null
	echo uv | $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate -o requirements-uv.lock -

clean: ## remove what was installed and built; the data in var/ stays
	rm -rf $(VENV) node_modules $(dir $(FRONTEND)) test-results
