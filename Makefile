# Every target sets up what it needs; the second time it is quick. Any Python from 3.11 to 3.14 serves: one is looked
# for, and another can be named with PYTHON=.
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests
PIN     = $(BIN)/pip-compile # its options stand in pyproject.toml
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1
# Where it is set, each of the processes that tests start compiles everything anew, and each run all tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help try run test browser lint pictures fuzz walk attack bench lock clean FORCE

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

try: $(VENV)/.ready ## the bot with a stand-in for Telegram and a chat page: no token, no account; PORT=8301, SCENARIO=groups
	@$(BIN)/mestringsbot try $(if $(PORT),--port $(PORT)) $(if $(SCENARIO),--scenario $(SCENARIO))

run: $(VENV)/.ready ## the bot in the foreground, with config.toml and the environment
	@$(BIN)/mestringsbot migrate && exec $(BIN)/mestringsbot run

test: $(VENV)/.ready-dev $(if $(filter tests tests/ tests/browser%,$(TESTS)),browser) ## all tests; one part: TESTS=tests/flows
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q --durations=12 $(TESTS)

browser: $(VENV)/.ready-dev # for the browser tests: one that is there, else one is installed
	@$(BIN)/python -m tests.chromium

lint: $(VENV)/.ready-dev ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

pictures: $(VENV)/.ready-dev browser ## of the guides and the README, of the running bot; one: PICTURES=nb, nn, da, en or readme
	@$(BIN)/python -m tests.pictures $(PICTURES)

fuzz: $(VENV)/.ready-dev ## impossible updates for the whole bot, as many as one likes; SEED=1 COUNT=20000 FUZZ="--webhook --postgresql"
	@$(BIN)/python -m tests.fuzz $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(FUZZ)

walk: $(VENV)/.ready-dev ## people who press whatever they see, for as long as one likes; SEED=1 STEPS=2000 WALK="--seeds 5 --postgresql"
	@$(BIN)/python -m tests.fuzz.walk $(if $(SEED),--seed $(SEED)) $(if $(STEPS),--steps $(STEPS)) $(WALK)

attack: $(VENV)/.ready-dev ## whose an answer is, guessed from the raw files of 1 to 40 who have sent; ATTACK="--postgresql --people 1,5"
	@$(BIN)/python -m tests.attack $(if $(SEED),--seed $(SEED)) $(ATTACK)

bench: $(VENV)/.ready-bench ## ratios measured side by side in one run; BASELINE=COMMIT measures an earlier tree beside
	@$(BIN)/python -m bench $(if $(BASELINE),--baseline $(BASELINE))

clean: ## remove what was set up
	rm -rf $(VENV) .try

$(VENV)/.ready: FORCE
	@sh .ci/venv $(VENV) "$(PYTHON)"

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.ready-bench: requirements-bench.txt $(VENV)/.ready
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-bench.txt
	@touch $@

lock: $(VENV)/.ready-dev ## pin the newest versions that fit, with hashes
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Locking needs the oldest Python, as newer ones need fewer packages: make lock PYTHON=python3.11" >&2; exit 2; }
	@$(PIN) --extra dev --extra bench -o $(VENV)/all.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt -o requirements.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt --extra dev -o requirements-dev.txt pyproject.toml
	@$(PIN) -c $(VENV)/all.txt --extra bench -o requirements-bench.txt pyproject.toml
	@for one in 3.11 3.12 3.13 3.14; do for file in requirements-dev.txt requirements-bench.txt; do \
		$(BIN)/python -m pip install -q --dry-run --ignore-installed --require-hashes --only-binary=:all: \
		--python-version $$one --target $(VENV)/none -r $$file || exit 2; done; done # each has wheels for every Python
