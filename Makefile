# Two commands: `make play` serves the quiz, `make test` runs every test.
# Both set up what they need. The others are for who works on it.

VENV := .venv
PY := $(VENV)/bin/python

# Plain HTTP on this machine, and one editor suffices; everything else as in production. Where it
# is, PORT and QUIZ_DATA say, which may be called anything: they reach the quiz as they are.
play editor: export QUIZ_HTTPS = 0
play editor: export QUIZ_FOUR_EYES ?= 0
FILES := $(shell git ls-files '*.py' 2>/dev/null)
# Compiled once: a start costs a third of what it costs to compile everything each time.
export PYTHONDONTWRITEBYTECODE :=

# In two processes; whichever is done takes over from the other. With browsers, which are waited
# for a third of the time, in three.
TWO := -q -n 2 --dist worksteal
THREE := -q -n 3 --dist worksteal
CORE := $(TWO)

.PHONY: play test test-long test-services test-on-services test-falls test-crowd bench faults drill guide containers lighthouse measure browsers wordpress check check-code editor format lock clean

play: $(VENV)/.base
	@exec $(PY) manage.py play

editor: $(VENV)/.base
	@[ -t 0 ] || { echo "“make editor” asks for a name and a password, so it needs a terminal."; exit 1; }
	@$(PY) manage.py migrate -v0
	@echo "A publisher's account, which may do everything. The password needs 15 characters or more:"
	@echo "a phrase of four or five words will do. It is not shown while you type."
	@$(PY) manage.py createsuperuser --email ""
	@echo
	@echo "  While “make play” runs, log in at http://localhost:$${PORT:-8000}/admin/ and choose Questions → Add."
	@echo "  Others get an account of their own, as author or editor, under Users → Add."

test: $(VENV)/.dev
	@sh .ci/chromium
	@rm -f .coverage .coverage.*
	@COVERAGE_CORE=ctrace $(PY) -m coverage run --branch -m pytest tests/core $(CORE)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report --skip-covered --include='quiz/core/*' --fail-under=100
	@rm -f .coverage
	@$(PY) -m coverage run -m pytest tests --ignore=tests/core --ignore=tests/e2e $(TWO)
	@$(PY) -m coverage combine -q
	@$(PY) -m coverage report --skip-covered --fail-under=95
	@$(PY) -m pytest tests/e2e $(THREE)

# Twenty times as many examples of what is tried at random, other ones each time, and what is
# marked ``long``: great numbers, and falls that are waited for; for a night.
test-long: $(VENV)/.dev
	@QUIZ_FUZZ=20000 QUIZ_KILLS=60 QUIZ_CROWD=256 \
		$(PY) -m pytest tests --ignore=tests/e2e $(TWO) --hypothesis-profile=long

# The tests that a database, a cache or a process has a part in, on PostgreSQL and Redis, started
# for them and thrown away; then those that stop the database. Whether nobody of a crowd is asked to
# come back comes last, since it wants the machine for itself.
test-services: $(VENV)/.dev
	@.ci/services $(MAKE) --no-print-directory test-on-services test-falls test-crowd
SURVIVAL := tests/ops/test_survival.py
test-on-services: $(VENV)/.dev
	@.ci/services $(PY) -m pytest tests --ignore=tests/e2e --ignore=$(SURVIVAL) $(TWO)
test-falls: $(VENV)/.dev
	@.ci/services $(PY) -m pytest $(SURVIVAL) -q -k "not crowd"
test-crowd: $(VENV)/.dev
	@.ci/services $(PY) -m pytest $(SURVIVAL) -q -k crowd

# What the quiz costs, as tables: on SQLite, then on PostgreSQL and Redis. About half an
# hour; some minutes with QUICK=1; any size with SIZE="--questions 500 --answers 0".
SIZE ?= $(if $(QUICK),--answers 100000 --readers 20 --repeat 3 --seconds 3 --rounds 1000)
bench: $(VENV)/.dev
	@$(PY) -m tests.bench $(SIZE)
	@.ci/services $(PY) -m tests.bench $(SIZE)

# What is lost, told and found again when something falls, as tables: on SQLite, then on
# PostgreSQL and Redis. Some ten minutes; cutting a network and filling a disk need root.
faults: $(VENV)/.dev
	@$(PY) -m tests.faults
	@.ci/services $(PY) -m tests.faults

# The guide's two machines and their two databases, and what falls there, under load: a table. Some
# five minutes; needs root, and patroni, etcd-server, haproxy, pgbouncer and nginx.
drill: $(VENV)/.dev
	@$(PY) -m tests.faults.drill

# The guide's commands as they stand there, typed on machines of their own: a bare Debian each, with
# systemd, in namespaces. Some fifteen minutes; needs root, mmdebstrap and slirp4netns.
guide: $(VENV)/.dev
	@$(PY) -m tests.guide

# The quiz in containers, built and started: https://localhost:8443/. Needs podman with
# podman-compose, or docker with compose.
containers:
	@quiz/ops/deploy/containers/up

# Scores of every page that readers see; needs npm and Chromium.
lighthouse: $(VENV)/.dev
	@$(PY) -m tests.bench.lighthouse

# What readers meet on four screens, over all live questions, beside what we aim at: words, taps,
# what is in view. Some twenty minutes; QUESTIONS=20 measures so many of each bank.
measure: $(VENV)/.dev
	@sh .ci/chromium
	@$(PY) -m tests.measure $(if $(QUESTIONS),--questions $(QUESTIONS))

# A round with each kind in Firefox, with and without JavaScript, and in WebKitGTK, and in both the
# card in a frame that only runs scripts. In those that are installed, as Debian's firefox-esr, and
# its webkit2gtk-driver and xvfb. Some minutes.
browsers: $(VENV)/.dev
	@$(PY) -m tests.browsers

# Addresses pasted into a real WordPress: whether the card is seen there, answers and leads on. From
# Debian's packages, which it names where they are not there. A minute.
wordpress: $(VENV)/.dev
	@sh .ci/chromium
	@$(PY) -m tests.wordpress $(PICTURES)

# What stands in the rooms is looked at by a test, which `.ci/run` leaves to the others.
check: check-code
	@$(PY) -m pytest -q tests/test_architecture.py
check-code: $(VENV)/.dev
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/djade --check --target-version 6.1 $$(git ls-files 'templates/*.html')
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/mypy
	@QUIZ_HTTPS=0 $(PY) manage.py makemigrations --check --dry-run -v1
	@QUIZ_HOSTS=quiz.example $(PY) -W error manage.py check --deploy --fail-level WARNING
	@QUIZ_HTTPS=0 $(PY) manage.py checkbanks --strict
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

# Whether anything is to be done, .ci/install sees by what is there; no time of a file counts.
.PHONY: $(VENV)/.base $(VENV)/.dev
$(VENV)/.base $(VENV)/.dev: $(VENV)/.%:
	@$(PY) .ci/install --done $* 2>/dev/null || { python=$$(sh .ci/find-python) && exec "$$python" .ci/install $*; }
