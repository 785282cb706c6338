# Two commands: `make play` serves the quiz, `make test` runs every test.
# Both set up what they need. The others are for who works on it.

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
DATA ?= $(or $(QUIZ_DATA),.data)

# Plain HTTP on this machine, and one editor suffices; everything else as in production.
QUIZ_FOUR_EYES ?= 0
LOCAL := QUIZ_HTTPS=0 QUIZ_FOUR_EYES=$(QUIZ_FOUR_EYES) QUIZ_DATA=$(DATA) PORT=$(PORT)
FILES := $(shell git ls-files '*.py' 2>/dev/null)
# Compiled once: a start costs a third of what it costs to compile everything each time.
export PYTHONDONTWRITEBYTECODE :=

# In two processes; whichever is done takes over from the other.
TWO := -q -n 2 --dist worksteal

.PHONY: play test test-long test-services bench lighthouse measure check editor format lock clean

play: $(VENV)/.base $(DATA)/.static $(DATA)/.loaded
	@echo
	@echo "  The quiz is at      http://localhost:$(PORT)/"
	@echo "  The editors' desk   http://localhost:$(PORT)/admin/   (become an editor: make editor)"
	@echo "  Only this machine can reach it: what others can reach needs nginx in front"
	@echo "  (quiz/ops/deploy/README.md). Stop it with Ctrl+C."
	@echo
	@$(LOCAL) exec $(VENV)/bin/gunicorn -c python:quiz.ops.gunicorn quiz.wsgi

editor: $(VENV)/.base
	@$(LOCAL) $(PY) manage.py migrate -v0
	@echo "A publisher's account, which may do everything. The password needs 15 characters or more:"
	@echo "a phrase of four or five words will do. It is not shown while you type."
	@$(LOCAL) $(PY) manage.py createsuperuser --email ""
	@echo
	@echo "  While “make play” runs, log in at http://localhost:$(PORT)/admin/ and choose Questions → Add."
	@echo "  Others get an account of their own, as author or editor, under Users → Add."

test: $(VENV)/.dev
	@sh .ci/chromium
	@rm -f .coverage .coverage.*
	@COVERAGE_CORE=ctrace $(PY) -m coverage run --branch -m pytest tests/core $(TWO)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report --skip-covered --include='quiz/core/*' --fail-under=100
	@rm -f .coverage
	@$(PY) -m coverage run -m pytest tests --ignore=tests/core --ignore=tests/e2e $(TWO)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report --skip-covered --fail-under=95
	@$(PY) -m pytest tests/e2e $(TWO)

# Twenty times as many examples of what is tried at random, other ones each time; for a night.
test-long: $(VENV)/.dev
	@QUIZ_FUZZ=20000 QUIZ_KILLS=60 QUIZ_CROWD=256 \
		$(PY) -m pytest tests --ignore=tests/e2e $(TWO) --hypothesis-profile=long

# The tests that a database, a cache or a process has a part in, on PostgreSQL and Redis, started
# for them and thrown away. Those that stop the database come last, alone.
test-services: $(VENV)/.dev
	@.ci/services sh -c "$(PY) -m pytest tests --ignore=tests/e2e --ignore=tests/ops/test_survival.py $(TWO) && $(PY) -m pytest tests/ops/test_survival.py -q"

# What the quiz costs, as tables: on SQLite, then on PostgreSQL and Redis. About half an
# hour; some minutes with QUICK=1; any size with SIZE="--questions 500 --answers 0".
SIZE ?= $(if $(QUICK),--answers 100000 --readers 20 --repeat 3 --seconds 3 --rounds 1000)
bench: $(VENV)/.dev
	@$(PY) -m tests.bench $(SIZE)
	@.ci/services $(PY) -m tests.bench $(SIZE)

# Scores of every page that readers see; needs npm and Chromium.
lighthouse: $(VENV)/.dev
	@$(PY) -m tests.bench.lighthouse

# What readers meet on four screens, over all live questions, beside what we aim at: words, taps,
# what is in view. Some twenty minutes; QUESTIONS=20 measures so many of each bank.
measure: $(VENV)/.dev
	@sh .ci/chromium
	@$(PY) -m tests.measure $(if $(QUESTIONS),--questions $(QUESTIONS))

check: $(VENV)/.dev
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/djade --check --target-version 6.1 $$(git ls-files 'templates/*.html')
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/mypy
	@$(LOCAL) $(PY) manage.py makemigrations --check --dry-run -v1
	@QUIZ_DATA=$(DATA) QUIZ_HOSTS=quiz.example $(PY) -W error -W ignore::SyntaxWarning manage.py check --deploy --fail-level WARNING
	@$(LOCAL) $(PY) manage.py checkbanks --strict
	@$(PY) -m pytest -q tests/test_architecture.py
	@sh .ci/clean

format: $(VENV)/.dev
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/djade --target-version 6.1 $$(git ls-files 'templates/*.html')

# Writes the locked requirements; needs uv (any recent one).
UV := UV_PYTHON_DOWNLOADS=never uv pip compile pyproject.toml -q --universal --generate-hashes \
	--python-version 3.12 --no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock:
	@$(UV) -o requirements.txt
	@$(UV) --extra dev --extra services -c requirements.txt -o requirements-dev.txt
	@$(UV) --extra services -c requirements.txt -o requirements-services.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	@python=$$(sh .ci/find-python) && "$$python" -m venv $(VENV)

PIP := $(PY) -m pip install -q --disable-pip-version-check --no-compile --require-hashes
# The one package whose source Python warns of when it first compiles it.
COMPILE := $(PY) -W ignore -m compileall -q $(VENV)/lib/*/site-packages/readability

$(VENV)/.base: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the quiz needs…"
	@$(PIP) -r requirements.txt && $(COMPILE) && touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need…"
	@$(PIP) -r requirements-dev.txt && $(COMPILE) && touch $@ $(VENV)/.base

# Migrated and loaded once, and again when there is something new or the database is gone.
ifeq ($(wildcard $(DATA)/quiz.sqlite3),)
.PHONY: $(DATA)/.loaded
endif
$(DATA)/.loaded: $(wildcard quiz/banks/* quiz/migrations/*.py quiz/exchange/*.py) | $(VENV)/.base
	@$(LOCAL) $(PY) manage.py migrate -v0
	@$(LOCAL) $(PY) manage.py loadbanks -v0 && touch $@

# Hashed and compressed once, and again only when a file changes.
$(DATA)/.static: $(shell find static -type f 2>/dev/null) requirements.txt | $(VENV)/.base
	@echo "Preparing static files…"
	@$(LOCAL) $(PY) manage.py collectstatic --noinput -v0 && touch $@
