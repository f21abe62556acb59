# The work itself is in scripts/; each script says what it does. `make help` lists what you can ask for.
export PORT ?= 8000

.PHONY: help demo setup test quick lint format bench check-documents install-check messages lock audit fuzz many
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: ## prepares everything, loads the sample office and serves it at http://127.0.0.1:$PORT
	@exec scripts/demo.sh

setup: ## only prepares: virtual environment, libraries, database, static files
	@exec scripts/setup.sh

test: ## everything: lint, types, templates, suites on SQLite and PostgreSQL, browser, documents
	@exec scripts/test.sh

quick: ## the fast part of the suite on SQLite, for use while writing
	@exec scripts/quick.sh

lint: ## ruff, mypy, djlint
	@exec scripts/lint.sh

format: ## rewrites Python files in the house format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

bench: ## measures what we promise: queries, times, weight of pages, a 150-page plan
	@exec scripts/bench.sh

check-documents: ## recomputes checksums of stored official documents and checks their PDF profiles
	@exec scripts/check_documents.sh

audit: ## known vulnerabilities of dependencies; without a database only the lock files, and it says so
	@exec scripts/audit.sh

many: ## two machines behind a balancer, killed one at a time while people write: nothing lost, nothing doubled
	@exec scripts/many.sh

fuzz: ## 20 000 made-up requests to the sample office, none may fail
	@exec .venv/bin/python -m scripts.fuzz

install-check: ## proves the systemd and nginx files in deploy/ on a scratch root, as far as this machine can
	@exec scripts/install_check.sh

messages: ## collects English strings into locale/cs for translation (needs gettext)
	@exec scripts/messages.sh

lock: ## rewrites requirements/*.txt from pyproject.toml (needs uv)
	@exec requirements/compile.sh
