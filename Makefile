# One command for each wish. `make run` and `make test` set up all they need; the second time they are quick.
.PHONY: help run setup test check bench proof spark docs lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
LOCAL2030_HOME ?= ./local2030-data
export LOCAL2030_HOME PORT

help:  ## What can be asked for
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.ready  ## Set up, fill the store with first facts and the worked example, open the site at 127.0.0.1:$(PORT)
	$(BIN)/local2030 site setup
	$(BIN)/local2030 site serve --port $(PORT)

setup: $(VENV)/.ready  ## Set up for development

test: $(VENV)/.ready  ## All tests, those of the site on SQLite and on PostgreSQL (long proofs: make proof)
	@sh scripts/browser.sh
	$(BIN)/pytest -m "not proof"
	LOCAL2030_TEST_DATABASE=postgresql $(BIN)/pytest -m "not proof"

check: $(VENV)/.ready  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready  ## Speed as ratios within one run
	$(BIN)/python -m benchmarks

proof: $(VENV)/.ready  ## Long proofs: files of 300 MB and 1 GB, kills during imports
	$(BIN)/pytest -m proof -n 0
	@$(MAKE) --no-print-directory spark

spark: .venv-spark/.ready  ## The same questions on DuckDB and on a real local Spark (needs Java 17)
	LOCAL2030_PARITY=spark .venv-spark/bin/pytest -n 0 tests/parity

docs: $(VENV)/.ready  ## Write the reference pages anew from the code
	$(BIN)/python scripts/build_docs.py

lock:  ## Write requirements.lock anew from pyproject.toml (name, version and hashes; no addresses)
	$(BIN)/uv pip compile --generate-hashes --no-header --no-annotate --no-emit-index-url --universal --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --extra spark --group dev pyproject.toml -o requirements-spark.lock

# The same lock file for running and testing. Bytecode is compiled once: without it every start takes a second longer.
$(VENV)/.ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --no-deps -e .
	@touch $@

# Spark has a lock and an environment of its own: it is large, and it wants an older pandas.
.venv-spark/.ready: requirements-spark.lock pyproject.toml $(VENV)/.ready
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	$(BIN)/uv pip install --quiet --python .venv-spark/bin/python --require-hashes -r requirements-spark.lock
	$(BIN)/uv pip install --quiet --python .venv-spark/bin/python --no-deps -e .
	@touch $@

clean:  ## Remove what was set up (never the store)
	rm -rf $(VENV) .venv-spark .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
