# Everything starts here; each target first brings .venv in step with requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SCENARIO ?= scenarios/sanjiao

.PHONY: solve test test-long check bench catalog docs lock clean

solve: $(READY)  ## solve the town of Sanjiao and print who gets what
	@$(BIN)/pairing solve $(SCENARIO)

test: $(READY)  ## run the tests, all but those that take minutes
	@$(BIN)/pytest -n 2

test-long: $(READY)  ## run every test
	@$(BIN)/pytest -n 2 -m "long or not long"

check: $(READY)  ## style and types
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy --strict --no-error-summary src

bench: $(READY)  ## time the steps, as ratios within one run
	@$(BIN)/python -m benchmarks

catalog: $(READY)  ## bring the Chinese sentences in step with the English ones
	@$(BIN)/python tools/catalog.py

docs: $(READY)  ## write docs/cli.md from the commands
	@$(BIN)/python tools/cli_doc.py

lock:  ## pin every dependency again (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock

clean:
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@echo "Preparing .venv (once, a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
