# Two commands do everything on a fresh machine with Python 3.11+: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The lists are complete: `--no-deps` keeps pip from asking the index for newer versions of what a dependency names with an extra.
# OCR=1 installs the extra that reads scans on this machine (400 MB).
# OTEL=1 installs the extra for traces (OpenTelemetry).
EXTRAS := $(if $(OCR),$(VENV)/ocr.stamp) $(if $(OTEL),$(VENV)/otel.stamp)

.PHONY: help run test check doctor format bench faults soak fuzz pictures kept manifest lock clean

help:
	@echo "make run     set up, then start: the playground, or Slack when .env holds its tokens"
	@echo "make test    set up, then run every test"
	@echo "  OCR=1      behind either: scans are read on this machine too (installs 400 MB, once)"
	@echo "  OTEL=1     behind either: questions can be traced (OTEL_EXPORTER_OTLP_ENDPOINT says where to)"
	@echo "make check   format, lint, types, floors, dead code, manifest, licences"
	@echo "make doctor  look at tokens, Redis, the model and this machine, and name what is to mend"
	@echo "make bench   measure, and print the figures kept in docs/benchmarks.md"
	@echo "make faults  kill, stop and cut off what can be, and print what became of the questions (FAULTS=\"--only F1\")"
	@echo "make soak    the same for twenty minutes, with memory measured"
	@echo "make fuzz    give what takes any input other inputs, five minutes for each target (FUZZ=\"--minutes 1 files\")"
	@echo "make pictures takes the pictures of the docs from the playground"
	@echo "make kept    writes the tables of what is kept into docs/privacy.md and docs/operations.md"
	@echo "make format  rewrite the code in the house format"
	@echo "make manifest prints app_manifest.yml as JSON, for Slack's command line"
	@echo "make lock    compile requirements*.in into requirements*.txt, with hashes"
	@echo "make clean   remove the virtual environment and caches (never the data folder)"

$(VENV)/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Footnote needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Footnote needs (once)..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (once)..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/ocr.stamp: requirements-ocr.txt $(VENV)/run.stamp
	@echo "Installing what reading scans needs (once)..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-ocr.txt
	@touch $@

$(VENV)/otel.stamp: requirements-otel.txt $(VENV)/run.stamp
	@echo "Installing what traces need (once)..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-otel.txt
	@touch $@

run: $(VENV)/run.stamp $(EXTRAS)
	@$(BIN)/python -m bot --or-playground

doctor: $(VENV)/run.stamp $(EXTRAS)
	@$(BIN)/python -m bot doctor

test: $(VENV)/dev.stamp $(EXTRAS)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov=bot --cov-report=term:skip-covered --cov-report=json:.coverage.json
	$(BIN)/python tests/coverage_floors.py .coverage.json

# The types of traces are checked by what traces are made with.
check: $(VENV)/dev.stamp $(VENV)/otel.stamp $(EXTRAS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --warnings
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_manifest.py
	$(BIN)/python tests/licences.py

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks

faults: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults $(FAULTS)

soak: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults --soak $(FAULTS)

fuzz: $(VENV)/dev.stamp $(EXTRAS)
	$(BIN)/python -m tests.fuzz $(FUZZ)

pictures: $(VENV)/dev.stamp
	$(BIN)/python -m tests.pictures

kept: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.kept_page

manifest: $(VENV)/run.stamp
	@$(BIN)/python .slack/manifest.py

lock:
	for list in requirements requirements-dev requirements-ocr requirements-otel requirements-audit; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $$list.in -o $$list.txt || exit 1; \
	done

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .coverage*
