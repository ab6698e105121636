# Two commands matter: `make demo` and `make test`. Everything else is a part of them.
# What a step needs, the step installs; a stamp file under var/stamps says that it is there.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := var/stamps
EXPORT := $(BIN)/uv export --quiet --no-header --no-emit-project --no-annotate --extra build

.DEFAULT_GOAL := help
.PHONY: help setup demo test check suite bench screenshots lock clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

setup: $(STAMPS)/app $(STAMPS)/frontend ## install what the application needs, start nothing

demo: setup ## create the sample city and serve it at http://127.0.0.1:8000
	$(BIN)/niubizi demo

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv

$(STAMPS)/app: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/frontend: package.json package-lock.json .npmrc $(shell find frontend -type f)
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
	@mkdir -p $(STAMPS) && touch $@

lock: pyproject.toml | $(BIN)/uv ## renew the pinned dependencies
	$(BIN)/uv lock --quiet --upgrade
	$(EXPORT) -o requirements.lock >/dev/null
	$(EXPORT) --extra dev -o requirements-dev.lock >/dev/null
	$(EXPORT) --extra dev --extra bench -o requirements-bench.lock >/dev/null
