# What people run. Everything happens in .venv, which scripts/bootstrap makes and keeps current.
.DEFAULT_GOAL := help
.PHONY: help bootstrap dashboard run test check bench soak new-plugin lock

bin := .venv/bin
seed := od -An -N4 -tu4 /dev/urandom | tr -d ' '
soaked := kernel/tests/jobs kernel/tests/redis plugin-sdk/tests/test_models.py plugin-sdk/tests/access tests/isolation tests/api
# Logins as state machines: more examples than the few that CI has time for.
games := tests/identity/test_login_machine.py kernel/tests/auth/login/test_states.py
# For each target; kernel auth as a whole takes hours, so what is looked at is a sample.
mutant_seconds := 900

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

bootstrap: ## Install what Omni needs into .venv
	@./scripts/bootstrap

dashboard: bootstrap ## Build the dashboard (Node 20+); DASHBOARD=no goes on without it
	@[ "$(DASHBOARD)" = no ] || ./scripts/dashboard

run: bootstrap dashboard ## Install, migrate, create the administrator on the first day, and serve on http://127.0.0.1:8000
	@$(bin)/omni plugin install --restore
	@$(bin)/omni init
	@exec $(bin)/omni serve

test: bootstrap dashboard ## Run every test: SQLite, PostgreSQL, a real browser; ARGS="-k greeter" chooses of the Python ones
	@./scripts/tests $(ARGS)

check: bootstrap dashboard ## Lint, types, import rules, generated files
	@./scripts/check

bench: bootstrap dashboard ## Measure, beside the peers, and print the table
	@$(bin)/python -m tests.benchmarks $(ARGS)

soak: bootstrap dashboard ## Break it for long (10,000 jobs, 30 s outages), on both databases; fuzzers over ten seeds; mutants; all of the dashboard on a phone
	@OMNI_TEST_SOAK=1 $(bin)/python -m pytest -q -p no:xdist --timeout 7200 -o faulthandler_timeout=7260 tests/fault $(ARGS)
	@OMNI_TEST_SOAK=1 OMNI_TEST_DATABASE=postgres $(bin)/python -m pytest -q -p no:xdist --timeout 7200 -o faulthandler_timeout=7260 tests/fault $(ARGS)
	@OMNI_TEST_DATABASE=postgres $(bin)/python -m pytest -q --ignore kernel/tests/cli --ignore tests/e2e --ignore tests/fault $(ARGS)
	@for run in 1 2 3 4 5 6 7 8 9 10; do seed=$$($(seed)); echo "run $$run, seed $$seed"; \
		OMNI_TEST_SEED=$$seed $(bin)/python -m pytest -q --hypothesis-seed=$$seed $(soaked) $(ARGS) || exit 1; \
		OMNI_TEST_EXAMPLES=100 $(bin)/python -m pytest -q --hypothesis-seed=$$seed $(games) $(ARGS) || exit 1; done
	@$(bin)/python scripts/mutants --seconds $(mutant_seconds)
	@cd web-dashboard && OMNI_TEST_SOAK=1 npm run --silent e2e -- --project phone

new-plugin: bootstrap ## Write a plugin to start from: make new-plugin NAME=acme-greeter DIR=..
	@$(bin)/omni plugin new $(NAME) --dir $(or $(DIR),..)

lock: bootstrap ## Resolve dependencies anew into requirements.lock
	@./scripts/lock
