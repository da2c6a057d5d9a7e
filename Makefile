# make run    start the bot          make test   everything CI checks: style, types, content, tests
# make lock   pin the dependencies   make format   lay the code out   make golden   write the reviewed replies anew
#
# Works with GNU make and a POSIX sh alone. `make lock UPGRADE=--upgrade` also moves the pins that still fit.

.PHONY: run test lock format golden

PIP = .venv/bin/python -m pip --disable-pip-version-check --no-input

# A virtual environment that was moved, half made, or whose Python has gone since is none: it is made again.
VENV := $(shell test "$$(cat .venv/.made 2>/dev/null)" = "$$(pwd -P)" && .venv/bin/python -c 'import pip; print("works")' 2>/dev/null)
ifneq ($(VENV),works)
.PHONY: .venv/.made
endif

# exec: the bot takes make's place in the shell, so Ctrl-C and SIGTERM reach it directly.
run: .venv/.runtime
	@exec .venv/bin/tanya-spbe run

test: .venv/.dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy --strict
	.venv/bin/tanya-spbe lint
	.venv/bin/python -m pytest

# The reply to every intent, written anew: review the difference before you commit it.
golden: .venv/.dev
	.venv/bin/python -m tests.golden_replies

format: .venv/.dev
	.venv/bin/python -m ruff check --fix --exit-zero .
	.venv/bin/python -m ruff format .

# The runtime lock is held to the versions of the dev lock: what the tests saw is what runs.
COMPILE = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) pyproject.toml
lock: .venv/.dev
	$(COMPILE) --group dev --output-file requirements-dev.lock >/dev/null
	$(COMPILE) --group build --constraint requirements-dev.lock --output-file requirements.lock >/dev/null

# The stamps are written last, so an interrupted or failed step is done again.
.venv/.runtime: .venv/.made requirements.lock pyproject.toml
	$(call install,requirements.lock)

.venv/.dev: .venv/.made requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)

define install
@echo "Installing what $(1) names into .venv; the first time this takes a minute or two." >&2
@{ $(PIP) install --quiet --require-hashes --requirement $(1) \
   && $(PIP) install --quiet --no-deps --no-build-isolation --editable .; } 2>.venv/pip.log \
 || { echo "The packages of $(1) could not be installed; is there a network? What pip said is in .venv/pip.log, at the end:" \
           "$$(grep ERROR .venv/pip.log | tail -n 1)" >&2; exit 1; }
@# Reading all content for the first time takes some seconds; now is a better time than the first question.
@.venv/bin/python -c 'from bot.content import load_content; load_content()' >/dev/null 2>&1 || true
@touch $@
endef

.venv/.made:
	@found=; without_venv=; too_old=; \
	for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { too_old=$$version; continue; }; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { without_venv=$${without_venv:-$$python}; continue; }; \
	  found=$$python; break; \
	done; \
	if [ -n "$$found" ]; then \
	  "$$found" -m venv --clear .venv && pwd -P >.venv/.made \
	  || { echo "The folder .venv could not be made here: see the line above, and whether this folder can be written to." >&2; exit 1; }; \
	elif [ -n "$$without_venv" ]; then \
	  echo "Python is here but its venv module is not: install it (Debian, Ubuntu: sudo apt install $$without_venv-venv) and try again." >&2; exit 1; \
	elif [ -n "$$too_old" ]; then \
	  echo "Python $$too_old is too old: install Python 3.11 or newer beside it and try again." >&2; exit 1; \
	else \
	  echo "No Python was found: install Python 3.11 or newer (Debian, Ubuntu: sudo apt install python3 python3-venv) and try again." >&2; exit 1; \
	fi
