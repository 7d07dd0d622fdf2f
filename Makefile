# What people run. Everything happens in .venv, which scripts/bootstrap makes and keeps current.
.DEFAULT_GOAL := help
.PHONY: help bootstrap run test check bench soak new-plugin lock

bin := .venv/bin

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

bootstrap: ## Install what Omni needs into .venv
	@./scripts/bootstrap

run: bootstrap ## Install, migrate, create the administrator on the first day, and serve on http://127.0.0.1:8000
	@$(bin)/omni plugin install --restore
	@$(bin)/omni init
	@exec $(bin)/omni serve

test: bootstrap ## Run every test; ARGS="-k greeter" chooses
	@$(bin)/python -m pytest $(ARGS)

check: bootstrap ## Lint, types, import rules, generated files
	@./scripts/check

bench: bootstrap ## Measure, beside the peers, and print the table
	@$(bin)/python -m tests.benchmarks $(ARGS)

soak: bootstrap ## Run the long tests
	@$(bin)/python -m pytest -m soak $(ARGS)

new-plugin: bootstrap ## Write a plugin to start from: make new-plugin NAME=acme-greeter DIR=..
	@$(bin)/omni plugin new $(NAME) --dir $(or $(DIR),..)

lock: bootstrap ## Resolve dependencies anew into requirements.lock
	@./scripts/lock
