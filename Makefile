# An index of chores; each is one command that also works without make.
MVN = ./mvnw -B
SCALE = 1
COUNT = 20000
SEED = 1

.DEFAULT_GOAL = help
.PHONY: help build test long unit format plans queries bench tpch-sf1 tpch-s3-sf1 clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Compile and package all modules, no tests
	$(MVN) -DskipTests package

test: ## All checks, and the tests that need only a JDK and take seconds each
	$(MVN) verify

long: ## The long tests, and those against LocalStack where a container engine answers
	$(MVN) verify -Dgroups='long|localstack'

unit: ## Only the unit tests
	$(MVN) test -Dgroups=unit

format: ## Format the code
	$(MVN) -q spotless:apply

plans: ## Regenerate the expected plans, to be read as a diff
	$(MVN) test -Dgroups=plan -Dplans.update=true

queries: ## Run COUNT generated statements from SEED in every mode, and compare them with DuckDB
	$(MVN) -q -pl tests -am test -Dtest=GeneratedQueriesTest -Dqueries.modes=all -Dqueries.count=$(COUNT) -Dqueries.seed=$(SEED)

bench: ## Run the benchmarks, at SCALE=1 unless said otherwise
	benchmarks/run --scale $(SCALE)

tpch-sf1: ## The TPC-H tests at scale 1: all 22 queries in every mode, some minutes
	$(MVN) -pl tests -am test -Dtest=TpchTest -Dtpch.scale=1

tpch-s3-sf1: ## The same with everything on an S3 server on this machine
	$(MVN) -pl tests -am test -Dtest=TpchOnS3Test -Dtpch.scale=1

clean: ## Remove everything that was built
	$(MVN) -q clean
	rm -rf target
