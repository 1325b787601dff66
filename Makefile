# Every target works in a checkout with a virtual environment in .venv: see README.md.
PYTHON ?= .venv/bin/python

.PHONY: check test long bench ontology format

check: ## formatting, lint, types, layers
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -m basedpyright --pythonpath $(PYTHON)
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test: ## the tests, long checks as a sample with a fixed seed
	$(PYTHON) -m pytest -n auto --dist loadfile

long: ## the tests, long checks in full
	BACKSTORY_LONG=1 $(PYTHON) -m pytest -n auto --dist loadfile

bench: ## ours and its peers on the same files (after pip install -e '.[bench]'); writes docs/benchmarks.md
	$(PYTHON) -m bench

ontology: ## the built files of the ontology, and docs/evidence.md
	$(PYTHON) -m kg build
	$(PYTHON) -c "from pathlib import Path; from kg.evidence_doc import write_page; write_page(Path('ontology'), Path('docs/evidence.md'))"

format:
	$(PYTHON) -m ruff format .
