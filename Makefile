# Everything goes through here. A fresh machine needs git, make and any Python 3; the rest is fetched by the first command.
PYTHON := .venv/bin/python
# Sentences of real customers, which stay outside the repository; without them only our own are measured.
REAL_TEXT ?= ../shared/real_text
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
.DEFAULT_GOAL := help
.PHONY: run test lint types train eval drills moments bench watch simulate docs lock clean help runtime dev browser telephone

run: runtime ## Start bot, desk and keeper; the first time, prepare everything they need
	@exec $(PYTHON) -m launcher run

test: lint types browser telephone train ## Everything that must hold: lint, types, then all tests, browser and calls included
	@exec $(PYTHON) -m scripts.tests

lint: dev ## Style and common mistakes (ruff)
	@$(PYTHON) -m ruff check .

types: dev ## Types (mypy: strict for handoff/ and desk/)
	@$(PYTHON) -m mypy

train: runtime ## Train the model now, if its sources changed
	@$(PYTHON) -m launcher train

eval: dev ## Measure what is understood, beside the stock recipe; writes docs/understanding.md (REAL_TEXT=FOLDER)
	@exec $(PYTHON) -m nlu.evaluate --folder $(REAL_TEXT) --with-stock --out var/evaluate/found.json \
	  --page docs/understanding.md $(WITH)

drills: dev train ## The long drills: everything is killed, filled, stopped and flooded; writes docs/reliability.md
	@rm -rf var/drills
	@ended=0; YINUO_DRILLS=long $(PYTHON) -m pytest tests/drills --junitxml=var/drills/run.xml || ended=$$?; \
	$(PYTHON) -m tests.drills.page $$ended || exit $$?; exit $$ended

moments: dev browser train ## Try every moment on every channel; writes docs/moments.md
	@YINUO_MOMENTS=1 $(PYTHON) -m pytest tests/acceptance --ignore tests/acceptance/test_moments_page.py

bench: dev train ## Measure whole turns through the web chat door, beside the stock recipe, and whole calls
	@$(PYTHON) -m bench.turns --pair --where
	@exec $(PYTHON) -m bench.voice

simulate: dev ## A simulated company, twenty days among faults: is any rule broken? (WITH="--seed 2" and others)
	@rm -rf var/simulation
	@exec $(PYTHON) -m bench.simulate --customers 1000 --days 20 --faults 1000 $(WITH)

watch: dev ## Measure the keeper and committing with a million open promises (6 GB in var/watch); writes docs/watch.md
	@exec $(PYTHON) -m bench.watch

docs: runtime ## Write docs/configuration.md from the settings
	@$(PYTHON) -m scripts.settings_page

lock: runtime ## Resolve requirements/*.in anew into the hashed lock files
	@scripts/any_python -m scripts.lock

clean: ## Remove what can be made again; .env and var/ (your data) stay
	rm -rf .venv .bootstrap models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

runtime:
	@scripts/any_python -m scripts.bootstrap runtime

dev:
	@scripts/any_python -m scripts.bootstrap dev

browser:
	@scripts/any_python -m scripts.browser

telephone:
	@scripts/any_python -m scripts.telephone
