# The commands of this project. `make help` lists them.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# What an installation from this folder includes; `pip install nmc-graph` alone has none of it.
EXTRAS := dev,png,xlsx,pandas,polars,ingest,mcp
PORT ?= 8000

# Without bytecode, each of the hundreds of processes that the tests start would compile the program.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install serve test test-long test-clients fuzz faults soak replicas check lock format build bench docs docs-site release screenshots wheel sbom clean

help:  ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

# Every file is compared with its hash in the lock. pip installs nothing that isn't in there.
$(VENV)/installed: pyproject.toml requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or run make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Files that pages load, bundled from frontend/ and npm packages, and rebuilt only when those change.
FRONTEND := src/nmc_graph/web/frontend
STATIC := src/nmc_graph/web/static
$(STATIC)/sources.sha256: $(VENV)/installed hatch_build.py $(shell find $(FRONTEND) -name node_modules -prune -o -type f -print)
	@$(BIN)/python hatch_build.py
	@touch $@

install: $(VENV)/installed $(STATIC)/sources.sha256  ## Create the environment in .venv

serve: install  ## Build the graph and serve it on http://127.0.0.1:8000 (PORT=... for another)
	@$(BIN)/nmc serve --port $(PORT)

build: install  ## Build a release into build/releases
	$(BIN)/nmc build --out build/releases

test: install  ## Run the test suite
	$(BIN)/python -m pytest

test-long: install  ## Run the tests that take long by nature
	$(BIN)/python -m pytest -m long

test-clients: install  ## Test with LibreOffice, R, Comunica, OpenRefine and other programs
	@rm -rf build/clients
	$(BIN)/python -m pytest -n 0 -m '' tests/clients

fuzz: install  ## Try generated queries, routes, files and documents, 20 times as many as the suite, and print a table
	FUZZ=20 $(BIN)/python -m pytest -n 0 -s tests/fuzz

replicas: install  ## Run replicas behind Debian's haproxy, end some of them under load, and print a table
	REPLICAS=20 $(BIN)/python -m pytest -n 0 -s -m '' tests/operations/test_replicas.py

faults: install  ## Kill builds and servers, damage files and fill disks 100 times each, and print a table
	FAULTS=100 $(BIN)/python -m pytest -n 0 -s -m '' tests/faults

soak: install  ## Keep a server busy for 30 minutes with mixed and hostile traffic, and print a table
	SOAK=1800 $(BIN)/python -m pytest -n 0 -s -m '' tests/soak

check: install  ## Lint, types, layers, prose, Turtle format, the graph's own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/turtlefmt --check --indentation 2 ontology data shapes
	$(BIN)/codespell
	$(BIN)/python -m tools.prose
	$(BIN)/nmc validate --validator both --accept shapes/accepted-warnings.toml
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.audit

lock:  ## Write the lock files after a change of pyproject.toml or constraints.txt
	@test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && build/uv/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.9; }
	$(PYTHON) tools/lock.py build/uv/bin/uv

format: install  ## Format Python and Turtle
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/turtlefmt --indentation 2 ontology data shapes

docs: install  ## Write the reference pages and the index of decisions
	$(BIN)/python -m tools.docs

docs-site: install  ## Write the documentation as static pages into build/docs
	$(BIN)/nmc docs --out build/docs --force

$(VENV)/bench-installed: $(VENV)/installed
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[$(EXTRAS),bench]'
	@touch $@

# BENCH='--only http --size 100k' runs a part; BENCH='--only build serve --size 10m' ten million triples.
bench: install $(VENV)/bench-installed  ## Compare with other engines, into bench/results.md (see bench/README.md)
	$(BIN)/python bench/run.py $(BENCH)

screenshots: install  ## Take pictures of every kind of page into build/screenshots (needs Debian's chromium)
	$(BIN)/python -m tools.screenshots

# VERSION must be that of pyproject.toml, so that nothing is deposited under a wrong number.
release: install  ## Write the folder of a version to deposit and cite (VERSION=0.1.0)
	@known=$$($(BIN)/python -c 'import nmc_graph; print(nmc_graph.__version__)'); \
	test "$(VERSION)" = "$$known" || { echo "This is version $$known. Run make release VERSION=$$known, or change the version in pyproject.toml, ontology/nmc.ttl and CITATION.cff first."; exit 1; }
	rm -rf build/nmc-graph-$(VERSION)
	$(BIN)/nmc build --out build/releases
	$(BIN)/nmc export --format rocrate --release build/releases --out build/nmc-graph-$(VERSION)
	$(BIN)/python -m tools.sbom build/nmc-graph-$(VERSION).cdx.json
	cd build/nmc-graph-$(VERSION) && sha256sum --quiet --check SHA256SUMS

wheel: install  ## Build the wheel into dist/, with its bill of materials
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .
	$(BIN)/python -m tools.sbom dist/nmc-graph.cdx.json

sbom: install  ## Write the bill of materials (CycloneDX) into build/
	$(BIN)/python -m tools.sbom build/nmc-graph.cdx.json

clean:  ## Remove generated files (not .venv)
	rm -rf build dist $(STATIC) $(FRONTEND)/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
