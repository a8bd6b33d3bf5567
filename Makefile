# make run and make test do everything on a fresh machine with Python >= 3.11.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

# Python would compile itself anew in each of the processes that tests start.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
INSTALLED := .venv/.installed
PYTEST := $(BIN)/python -m pytest

.PHONY: run install test test-long bench check format screenshots translations rows clean

run: install
	$(BIN)/stepmark migrate
	$(BIN)/stepmark demo
	exec $(BIN)/stepmark serve --host $(HOST) --port $(PORT)

install: $(INSTALLED)

$(INSTALLED): pyproject.toml uv.lock
	@$(PYTHON) -m tests.tools.environment
	@touch $@

# The whole suite, on SQLite and on a real PostgreSQL, in a real browser. make test ARGS="-k binding" narrows it.
# Three workers on two cores, since each waits a third of its time for browsers and servers.
test: install
	@$(BIN)/python -m tests.tools.prepare
	$(PYTEST) -n 3 --dist worksteal $(ARGS)

# The same with the long forms of the property, fault and benchmark suites.
test-long: install
	@$(BIN)/python -m tests.tools.prepare
	$(PYTEST) -n 2 --dist worksteal --long $(ARGS)

# One at a time, since two benchmarks on one machine measure each other.
bench: install
	@$(BIN)/python -m tests.tools.prepare
	$(PYTEST) tests/bench --long -s $(ARGS)

check: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint
	$(BIN)/python -m tests.tools.translations

format: install
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djlint templates --reformat --quiet

# Bring src/stepmark/locale up to date with the texts in the code and the templates.
translations: install
	$(BIN)/python -m tests.tools.translations --update

# Bring the README's table of what is proved by which test up to date.
rows: install
	$(BIN)/python -m tests.tools.rows --update

# Pictures of the demo, the README's two among them. ARGS="--at http://127.0.0.1:8000" photographs what runs already.
screenshots: install
	@$(BIN)/python -m tests.tools.prepare
	$(BIN)/python -m tests.tools.screenshots $(ARGS)

# Leaves data/, which is somebody's workspace.
clean:
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find src tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
