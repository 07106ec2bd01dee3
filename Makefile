# Two commands are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
CODE := kopilka tests bench docs
# What stores anything is tested on both databases; everything else once.
STORING := $(addprefix tests/,differential faults fronts/api history plumbing races)

.PHONY: run setup test test-all check format bench e2e docs messages css

run: setup
	$(BIN)/kopilka demo

setup: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	# For the purchases of CDNOW that lie in it; its code is not used, so neither are its needs.
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps lifetimes==0.11.3
	touch $(STAMP)

test: setup
	$(BIN)/pytest -n 2 --dist loadgroup -m "not slow"
	TEST_DATABASE=postgres $(BIN)/pytest -n 2 --dist loadgroup -m "not slow" $(STORING)

test-all: setup
	$(BIN)/pytest -n 2 --dist loadgroup
	TEST_DATABASE=postgres $(BIN)/pytest -n 2 --dist loadgroup $(STORING)

check messages: export KOPILKA_MODE = test

check: setup
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/tidy

format: setup
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

bench: setup
	$(BIN)/python -m bench

e2e: setup
	$(BIN)/pytest -m browser tests/browser

docs: setup
	$(BIN)/python -m docs.generate

messages: setup
	cd kopilka && ../$(BIN)/django-admin makemessages -l ru --no-location --no-obsolete --no-wrap --settings kopilka.settings
	cd kopilka && ../$(BIN)/django-admin compilemessages --settings kopilka.settings

css:
	cd frontend && npm ci && npm run build
