# Everything below works on a machine that has only git, make, network and any Python >= 3.11,
# and writes nothing outside this folder.

PYTHON ?= python3
HERE := $(CURDIR)

# Caches and interpreters stay in the checkout.
export UV_CACHE_DIR := $(HERE)/.cache/uv
export UV_PYTHON_INSTALL_DIR := $(HERE)/.uv/python
export UV_PROJECT_ENVIRONMENT := $(HERE)/.venv
export UV_LINK_MODE := hardlink
export UV_SYSTEM_CERTS := 1
export PIP_NO_CACHE_DIR := 1
export XDG_CACHE_HOME := $(HERE)/.cache
export XDG_CONFIG_HOME := $(HERE)/.cache/config
export XDG_DATA_HOME := $(HERE)/.cache/data
export MPLCONFIGDIR := $(HERE)/.cache/matplotlib
export PYTENSOR_FLAGS := base_compiledir=$(HERE)/.cache/pytensor
# two workers on two cores: more threads in each would only wait for one another
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export RUFF_CACHE_DIR := $(HERE)/.cache/ruff
# Python keeps what it compiled, here and for every process of the tests.
unexport PYTHONDONTWRITEBYTECODE
export MYPY_CACHE_DIR := $(HERE)/.cache/mypy

# A uv that answers is used; otherwise one is installed into .uv.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(HERE)/.uv/bin/uv)

.PHONY: demo test check report pins lowest clean
.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

.PHONY: uv
uv:
	@$(UV) --version >/dev/null 2>&1 || sh tools/install-uv.sh "$(PYTHON)" "$(HERE)/.uv"
	@$(UV) python find >/dev/null 2>&1 || $(UV) python install --no-bin || { \
		echo "make: no Python 3.12 here, and none could be downloaded; put one on PATH" >&2; \
		exit 1; }

demo: uv  ## make the retrospective on the Syria book and print where it is
	@$(UV) run --no-dev --quiet brierbook demo

PYTEST := $(UV) run --quiet pytest --numprocesses auto --dist loadfile

test: uv  ## lint, types, import direction, and the tests that take no minutes
	$(UV) sync --quiet
	$(MAKE) --jobs=2 lint tests

.PHONY: tests
tests: uv
	$(PYTEST) -m "not slow and not browser"

.PHONY: lint
lint: uv  ## lint, types and import direction
	$(UV) run ruff check
	$(UV) run ruff format --check
	$(UV) run mypy
	$(UV) run lint-imports

.PHONY: test-slow
test-slow: uv  ## the long simulations, searches and looks at pages that `make test` leaves out
	$(PYTEST) -m "slow or browser"

.PHONY: search
search: uv  ## run the property tests on cases that no run has drawn before
	$(PYTEST) -m hypothesis --hypothesis-profile search

.PHONY: coverage
coverage: uv  ## run the tests that take no minutes once more, and list what they leave unrun
	$(PYTEST) -m "not slow and not browser" --cov --cov-report term:skip-covered

.PHONY: read-syria
read-syria: uv  ## read the five seeds afresh and replay the recorded review, in build/read-syria
	@rm -rf build/read-syria && mkdir -p build
	@$(UV) run --quiet brierbook init build/read-syria
	@cp seeds/* build/read-syria/seeds/
	@$(UV) run --quiet brierbook --book build/read-syria read build/read-syria/seeds/*.txt
	@$(UV) run --quiet brierbook --book build/read-syria review --apply forecasts/syria-2024-12.review.jsonl
	@$(UV) run --quiet brierbook --book build/read-syria check

check: uv  ## verify seeds, spans and the book
	@$(UV) run --no-dev --quiet brierbook check

.PHONY: gallery
gallery: uv  ## draw every figure into docs/gallery and write docs/gallery.md
	@$(UV) run --quiet python tools/gallery.py

.PHONY: docs
docs: uv  ## build the documentation site into build/docs
	@$(UV) run --quiet sphinx-build -q -E -W --keep-going -d .cache/doctrees docs build/docs
	@echo build/docs/index.html

.PHONY: reference
reference: uv  ## write the reference of commands and names in docs/reference
	@$(UV) run --quiet python tools/reference.py

pins: uv  ## renew the tested versions in pyproject.toml
	$(UV) run python tools/pins.py

lowest: uv  ## run the tests with the oldest versions that the metadata allows
	UV_PROJECT_ENVIRONMENT=$(HERE)/.cache/venv-lowest sh tools/test-lowest.sh "$(UV)"

.PHONY: pythons
pythons: uv  ## log, score and report once on other versions of Python
	@sh tools/test-pythons.sh "$(UV)" 3.13

.PHONY: bench-peers
bench-peers: uv  ## time the scores beside other libraries, in an environment of their own
	@$(UV) run --isolated --no-project --python 3.12 --with-editable . \
		--with-requirements benchmarks/peers-requirements.txt python benchmarks/peers.py

clean:  ## remove everything that make made
	rm -rf .uv .cache .venv uv.lock dist build
