# Every target sets up what it needs; the second time it is quick.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests
PIN     = $(BIN)/pip-compile # its options stand in pyproject.toml
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1

.DEFAULT_GOAL := help
.PHONY: help try run test lint fuzz bench lock clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

try: $(VENV)/.ready ## the bot with a stand-in for Telegram and a chat page: no token, no account; PORT=8301, SCENARIO=groups
	@$(BIN)/mestringsbot try $(if $(PORT),--port $(PORT)) $(if $(SCENARIO),--scenario $(SCENARIO))

run: $(VENV)/.ready ## the bot in the foreground, with config.toml and the environment
	@$(BIN)/mestringsbot migrate && exec $(BIN)/mestringsbot run

test: $(VENV)/.ready-dev ## all tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q --durations=12 $(TESTS)

lint: $(VENV)/.ready-dev ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fuzz: $(VENV)/.ready-dev ## impossible updates for the whole bot, as many as one likes; SEED=1 COUNT=20000 FUZZ="--webhook --postgresql"
	@$(BIN)/python -m tests.fuzz $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(FUZZ)

bench: $(VENV)/.ready-bench ## ratios measured side by side in one run
	@$(BIN)/python -m bench

clean: ## remove what was set up
	rm -rf $(VENV) .try

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up (once) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	@$(BIN)/pip install -q --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --no-deps -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.ready-bench: requirements-bench.txt $(VENV)/.ready
	@$(BIN)/pip install -q --require-hashes -r requirements-bench.txt
	@touch $@

lock: $(VENV)/.ready-dev ## pin the newest versions that fit, with hashes
	@$(PIN) --extra dev --extra bench -o $(VENV)/all.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt -o requirements.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt --extra dev -o requirements-dev.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt --extra bench -o requirements-bench.txt pyproject.toml
