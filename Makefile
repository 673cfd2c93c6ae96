# What people type. Everything below needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN = .venv/bin
APPS = accounts cases config guidance notifications
# Whether browsers may list the host for ever is the organisation's own choice; the sample makes it.
SAMPLE = SECURE_HSTS_PRELOAD=true SECRET_KEY=sample-key-that-is-only-read-by-checks-0123456789-abcdefghij ALLOWED_HOSTS=second.example.org \
	BASE_URL=https://second.example.org DJANGO_SETTINGS_MODULE=config.settings.production

.PHONY: help run serve tools check format lint types structure migrations deploy translations test bench prove lock openapi messages

help:
	@echo "make run       start the demo on this machine (PORT=8000)"
	@echo "make serve     start a real installation (see docs/operations.md)"
	@echo "make test      run every test"
	@echo "make check     check style, types, structure, migrations and translations"
	@echo "make format    put style right: run it before check"
	@echo "make bench     measure; make prove: the long simulations"
	@echo "make lock      compile the requirements; make messages: collect and compile translations"
	@echo "make openapi   write the OpenAPI document anew"

run:
	@$(PYTHON) start.py run

serve:
	@$(PYTHON) start.py serve

tools:
	@$(PYTHON) start.py install

check: lint types structure migrations deploy translations

lint: tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find $(APPS) -path '*/templates/*' -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +

format: tools
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
	find $(APPS) -path '*/templates/*' -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

types: tools
	$(BIN)/mypy

structure: tools
	$(BIN)/lint-imports --config importlinter.ini
	$(BIN)/pytest tests/structure -q
	$(BIN)/python -m tests.structure.figures

migrations: tools
	DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

deploy: tools
	$(SAMPLE) $(BIN)/python manage.py check --deploy --fail-level WARNING

translations: tools
	$(BIN)/python manage.py translations --check

test: tools
	$(BIN)/pytest -n auto --dist=worksteal --durations=10

bench: tools
	$(BIN)/pytest tests/bench -o python_files='bench_*.py' -o python_functions='bench_*' --benchmark-columns=median,stddev,rounds --benchmark-sort=name

# What the simulations measured stands in the file as "figures".
prove: tools
	HYPOTHESIS_PROFILE=prove $(BIN)/pytest -n auto --dist=worksteal -m "prove or hypothesis" -o junit_family=xunit1 --junitxml=var/proof.xml

# The locks hold for every system and for Python 3.11 to 3.14; --no-emit-index-url keeps addresses out of them.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock: tools
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	@! grep -nE 'https?://|--(extra-)?index-url' requirements.txt requirements-dev.txt

# The OpenAPI document that /api/schema/ hands out; `make check` fails when it is not current.
openapi: tools
	$(BIN)/python manage.py spectacular --file config/openapi.yaml --fail-on-warn

messages: tools
	$(BIN)/python manage.py translations
