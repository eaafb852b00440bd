# `make demo` and `make test` are all a newcomer needs; each sets up .venv first.
# FLAVOUR=cpu|gpu overrides what is found; VENV=DIR puts the environment elsewhere.

PYTHON  ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
             "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
FLAVOUR ?= $(shell ldconfig -p 2>/dev/null | grep -q libcuda.so.1 && echo gpu || echo cpu)
VENV    ?= .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready-$(FLAVOUR)

# Processes that share the tests (0: one does all), each with a demonstration of its own.
AT_ONCE ?= 2

# `make test-clock CLOCK=2027-03-14T03:10 ZONE=America/New_York TESTS=tests/finder` runs tests as if it were then, there.
CLOCK   ?= 2028-02-29T00:30
ZONE    ?= Asia/Kathmandu

# `make test-postgres` runs tests of what is stored on a real PostgreSQL, TESTS=tests/store some of them; not those of pages
# and of how a service runs, which ask the database nothing else.
test-postgres: TESTS ?= tests/store tests/ingest tests/control tests/app tests/cli

.PHONY: demo test test-clock test-postgres test-deploy docs setup check lint types imports test-train clean

demo: $(READY)
	@$(BIN)/vehiclefinder demo

test: $(READY)
	@$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile

test-clock: $(READY)
	@TZ=$(ZONE) $(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --clock $(CLOCK) $(TESTS)

test-postgres: $(READY)
	@$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --database postgresql -rs --ignore tests/app/ui --ignore tests/app/test_schema.py --ignore-glob 'tests/cli/test_serve*' $(TESTS)

test-deploy: $(READY) $(VENV)/.ready-deploy
	@$(BIN)/python -m pytest tests/deploy/test_chart.py tests/deploy/test_city.py

# Helm as a library and the schemas of Kubernetes, 100 MB to fetch, which nothing else needs.
$(VENV)/.ready-deploy: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[deploy]'
	@touch $@

# The site of documentation, in site/; neither the build nor its pages ask another host.
docs: $(READY)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo "site/index.html; its search needs a server, such as python3 -m http.server -d site"

setup: $(READY)

# A flavour never shares an environment with the other: both bring the same modules under different names.
$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "VehicleFinder needs Python 3.11 or newer (set PYTHON=...)" >&2; exit 1; }
	@echo "Setting up $(VENV) ($(FLAVOUR)) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(FLAVOUR),ui,test,docs]'
	@touch $@

# Training and type checks need PyTorch (the CPU build is enough), which serving must never see: an environment of its own.
.venv-train/.ready: pyproject.toml
	@rm -rf .venv-train
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -e '.[cpu,ui,train,test,docs]'
	@touch $@

# What CI checks and .pre-commit-config.yaml too: both call these targets, so they cannot differ.
check: lint types imports

lint: .venv-train/.ready
	@.venv-train/bin/ruff check .
	@.venv-train/bin/ruff format --check .

types: .venv-train/.ready
	@.venv-train/bin/mypy

imports: .venv-train/.ready
	@.venv-train/bin/lint-imports

test-train: .venv-train/.ready
	@.venv-train/bin/python -m pytest -n $(AT_ONCE) --dist loadfile tests/train tests/ner

clean:
	rm -rf .venv .venv-train demo-out dist site
