# An index of chores; each is one command that also works without make.
MVN = ./mvnw -B

.DEFAULT_GOAL = help
.PHONY: help build test unit format plans bench clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Compile and package all modules, no tests
	$(MVN) -DskipTests package

test: ## All checks and tests, as CI runs them
	$(MVN) verify

unit: ## Only the unit tests
	$(MVN) test -Dgroups=unit

format: ## Format the code
	$(MVN) -q spotless:apply

plans: ## Regenerate the expected plans, to be read as a diff
	$(MVN) test -Dgroups=plan -Dplans.update=true

bench: ## Run the benchmarks
	$(MVN) -pl benchmarks -am -DskipTests -Pbench verify

clean: ## Remove everything that was built
	$(MVN) -q clean
	rm -rf target
