# Everything a newcomer or CI does goes through here. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
# Two workers suit the smallest machine this is promised for; more are taken when there are more cores.
WORKERS ?= auto

.DEFAULT_GOAL := help

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  make %-18s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Bindeled needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || $(MAKE) --no-print-directory system-packages
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: install
install: $(READY) ## create .venv with everything this checkout needs

# Debian keeps `venv` in a package of its own.
.PHONY: system-packages
system-packages:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq python3-venv; \
	else \
		echo "Python cannot create a virtual environment here. Install the Debian package python3-venv, then run make again."; exit 1; \
	fi

.PHONY: demo
demo: $(READY) ## sandbox, service and a filled demo company on loopback (ARGS="--once --json" carries it all and exits)
	@$(BIN)/bindeled demo $(ARGS)

# The browser that the journeys drive. Without it, and without the right to install it, they are skipped and say so.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq chromium; } || echo "No Chromium here: the browser journeys are skipped."

# The server on which the suite of the store runs a second time, beside SQLite. Without it those tests are skipped and
# say so; BINDELED_TEST_DATABASE_URL names a server elsewhere.
.PHONY: postgresql
postgresql:
	@[ -n "$$BINDELED_TEST_DATABASE_URL" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } || \
		echo "No PostgreSQL server here: the tests of the store run on SQLite only."

.PHONY: journeys
journeys: $(READY) browser ## every journey: command line, demo, and every page in a real browser, before axe too
	$(BIN)/pytest -m "soak or not soak" -n $(WORKERS) tests/journeys $(ARGS)

.PHONY: screenshots
screenshots: $(READY) browser ## every page in both languages and themes, and on a phone, into the folder screenshots
	$(BIN)/python tools/screenshots.py

.PHONY: pictures
pictures: $(READY) browser ## the pictures of the README, from the pages of the running demo
	$(BIN)/python tools/pictures.py

.PHONY: test
test: $(READY) browser postgresql ## the whole test suite, in a browser and on PostgreSQL too where they can be had
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

.PHONY: soak
soak: $(READY) browser postgresql ## the long forms, each with how long it takes (ARGS=tests/crash takes some of them)
	$(BIN)/pytest -m soak -n $(WORKERS) --durations=0 --durations-min=1 $(ARGS)

.PHONY: check
check: $(READY) ## lint, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(READY) ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(READY) ## carried reports per second, calls and memory beside a bare loop
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: prove-connections
prove-connections: $(READY) ## the properties of the connections, measured on the twins (ARGS="--json", "--long", "--only P6")
	@$(BIN)/python -m proofs $(ARGS)

# About twenty minutes of a processor, behind everything else that runs here.
.PHONY: mutants
mutants: $(READY) ## put faults into states, classification, switch and redaction; every one must fail a test (ARGS="domain/gate.py")
	@nice -n 19 $(BIN)/python -m tools.mutants $(ARGS)

.PHONY: newcomer
newcomer: ## clone the committed state into an empty folder with an empty home and run the README's two commands
	bash tools/newcomer.sh

.PHONY: lock
lock: ## resolve requirements.lock anew (needs uv on the path)
	bash tools/lock.sh
