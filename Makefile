# The two commands:  make demo   make test        (make help lists the rest)
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
HOME_DIR ?= data
DEMO_SCALE ?= 0.05
BENCH_SCALE ?= 1.0
BENCH_OUT ?= bench
BENCH_ONLY ?= a,b,h,g,c,d,e,f
export DO_NOT_TRACK = 1

SPARK_DIR ?= $(HOME_DIR)/spark
SPARK_PORT ?= 10000
SPARK_WORKERS ?= 2
SPARK_LOCK := pipelines/spark/requirements.lock
SPARK_TESTS ?= tests/spark

.PHONY: help install demo test test-tools lint types unit integration pipeline bench dev lock clean
.PHONY: spark-install spark-up spark-down test-spark

help:
	@echo "make demo    install, write sample exports, refresh, publish; says where to look"
	@echo "make test    install, get a browser and a Chinese font, run every check and test"
	@echo "make dev     Dagster's own page on http://127.0.0.1:3000 over HOME_DIR ($(HOME_DIR))"
	@echo "make lint | types | unit | integration | pipeline    one part of make test"
	@echo "make bench   what a month costs, and what long histories and big lakes do (long, much disk;"
	@echo "             BENCH_SCALE=$(BENCH_SCALE) BENCH_ONLY=$(BENCH_ONLY); page and JSON in BENCH_OUT ($(BENCH_OUT)))"
	@echo "make spark-up | spark-down    a Spark cluster on this machine, to try the engine out"
	@echo "make test-spark               the same models on such a cluster, compared with DuckDB's marts"
	@echo "make lock    renew both locks from pyproject.toml"
	@echo "make clean   remove what the demo and the tests made (not the inbox)"

# --no-deps: the lock is complete, and pip need not solve it again.
.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed; set PYTHON=')"
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(PY) -c "import pathlib; pathlib.Path('.venv/.installed').touch()"

install: .venv/.installed

demo: install
	@$(PY) -m pipelines.demo --home "$(HOME_DIR)" --scale $(DEMO_SCALE)

# Two processes: a refresh of a small city keeps little more than one core busy. They share the
# cities of the pipeline tests, which the first to need one makes.
test: install test-tools lint types
	$(PY) -m pytest -q -n 2 --dist loadfile tests/unit tests/integration
	$(PY) -m pytest -q -n 2 --dist loadfile tests/pipeline

test-tools:
	@$(PYTHON) tests/tools.py

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

unit integration pipeline: install
	$(PY) -m pytest -q tests/$@

# What only Spark needs, over what is installed already.
.venv/.spark-installed: .venv/.installed $(SPARK_LOCK)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r $(SPARK_LOCK)
	$(PY) -c "import pathlib; pathlib.Path('.venv/.spark-installed').touch()"

spark-install: .venv/.spark-installed

spark-up: spark-install
	@$(PY) -m pipelines.spark up --folder "$(SPARK_DIR)" --port $(SPARK_PORT) --workers $(SPARK_WORKERS)

spark-down: install
	@$(PY) -m pipelines.spark down --folder "$(SPARK_DIR)"

test-spark: spark-install
	@$(PYTHON) tests/tools.py spark
	$(PY) -m pytest -q -n 0 --timeout 3600 $(SPARK_TESTS)

bench: install
	$(PY) -m tests.bench --scale $(BENCH_SCALE) --only $(BENCH_ONLY) --out "$(BENCH_OUT)"

dev: install
	EMPLOYMENT_HOME="$(HOME_DIR)" $(PY) -m pipelines.dev

lock: install
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock --quiet
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra spark -c requirements.lock $$(sed -nE 's/^([A-Za-z0-9._-]+)==.*/--no-emit-package \1/p' requirements.lock) pyproject.toml -o $(SPARK_LOCK) --quiet

clean:
	$(PY) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('$(HOME_DIR)/work', '$(HOME_DIR)/published', '.pytest_cache', '.mypy_cache', '.ruff_cache')]"
