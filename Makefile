# make run · make test · make lint · make bench — needs Python 3.11 and make, nothing else.
PYTHON ?= python3.11
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
PYTHON := python3
endif
BIN := .venv/bin
RUN_STAMP := .venv/.run-$(shell cat requirements.txt pyproject.toml | sha256sum | cut -c1-12)
DEV_STAMP := .venv/.dev-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | sha256sum | cut -c1-12)
PIP := $(BIN)/python -m pip --disable-pip-version-check
export OMP_NUM_THREADS ?= 2
# Python keeps what it compiled, or every process of the tests would compile the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench screenshots messages lock backup restore clean browser

run: $(RUN_STAMP)
	$(BIN)/foresight serve

# Three workers on two cores, since one of them often waits for a browser or a disk; one thread each for the algebra.
test: export OMP_NUM_THREADS = 1
test: $(DEV_STAMP) browser
	$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder -q

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

screenshots: $(DEV_STAMP) browser
	FORESIGHT_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/browser

messages: $(DEV_STAMP)
	$(BIN)/python -m foresight.i18n.catalogue

lock:
	pip-compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --strip-extras -o requirements.txt requirements.in
	pip-compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --strip-extras -o requirements-dev.txt requirements-dev.in
	pip-compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --strip-extras -o requirements-competitors.txt requirements-competitors.in

backup: $(RUN_STAMP)
	$(BIN)/foresight backup

restore: $(RUN_STAMP)
	$(BIN)/foresight restore $(FILE)

clean:
	rm -rf .venv .venv-competitors build *.egg-info .pytest_cache .ruff_cache .hypothesis

# The browser tests drive Debian's Chromium and PostgreSQL; without apt they say so and go on without.
browser:
	@sh tests/install_debian_packages.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; exit 1; }
	$(PYTHON) -m venv .venv

$(RUN_STAMP): requirements.txt pyproject.toml | .venv/bin/python
	$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	rm -f .venv/.run-*
	touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements-dev.txt
	rm -f .venv/.dev-*
	touch $@
