# The one door: `make` lists what there is.
SHELL        := /bin/bash
.SHELLFLAGS  := -euo pipefail -c
.DEFAULT_GOAL := help

export PATH := $(shell internal/house/install.sh path):$(PATH)

CHECKS   := .tools/check
TALLY    := .tools/tally
DISTRICT ?=
DATA     ?=
EXIT     ?=
FUZZ     ?= 60s
SEEDS    ?= 200
UI_FILES := $(shell find ui/src ui/public ui/index.html ui/vite.config.ts -type f 2>/dev/null)

.PHONY: help demo test check bench chaos fuzz dev schema clean deps build lint lint-go lint-ui test-go test-ui test-browser

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## from nothing to a checked plan on the map at http://localhost:8080; DATA=folder DISTRICT=name plan a real one, EXIT=1 stops after printing
	@internal/house/install.sh demo
	@$(MAKE) --no-print-directory build
	@exec bin/doorstep demo $(if $(DATA),--folder "$(DATA)") $(if $(DISTRICT),--district "$(DISTRICT)") $(if $(EXIT),--exit)

test: deps ## install what is missing and run every test
	@rm -rf $(CHECKS) && mkdir -p $(CHECKS)
	@$(MAKE) --no-print-directory -k test-go test-ui test-browser || true
	@$(TALLY) $(CHECKS) go.json ui.json browser.txt

check: deps ## all that CI runs: tests, format, lint, import rules, vet, module file
	@internal/house/install.sh lint
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory fuzz FUZZ=10s
	@$(MAKE) --no-print-directory test

build: bin/doorstep ## the binary, with the page in it

bench: build ## the measurements of docs/benchmarks.md
	bin/doorstep bench

fuzz: deps ui/dist/index.html ## hostile input made up for every decoder, FUZZ=60s each; CI gives each 10 s
	internal/house/fuzz.sh $(FUZZ)

chaos: deps ui/dist/index.html ## reports filed while the server is killed, SEEDS=200 times over; CI does 20
	DOORSTEP_CHAOS=$(SEEDS) go test ./cmd/doorstep -run 'Chaos|Acknowledged' -count 1 -v -timeout 60m

dev: deps build ## the service on http://localhost:8080 and the page, reloading, on http://localhost:5173
	@trap 'kill 0' EXIT; bin/doorstep up & cd ui && npm run dev

schema: ## write migrations/schema.sql from the migrations
	go test ./migrations -run Schema -update -count=1
	git diff --stat -- migrations/schema.sql

lint: lint-go lint-ui ## format, lint, import rules, vet, module file

lint-go:
	@internal/house/install.sh lint
	go mod tidy -diff
	go vet ./...
	golangci-lint fmt --diff
	golangci-lint run --allow-serial-runners ./...

lint-ui: ui/node_modules/.stamp
	cd ui && npm run lint

test-go: $(TALLY) ui/dist/index.html
	@mkdir -p $(CHECKS)
	go test -json -timeout 15m ./... | $(TALLY) watch $(CHECKS)/go.json

test-ui: ui/node_modules/.stamp
	@mkdir -p $(CHECKS)
	cd ui && npm test -- --reporter=default --reporter=json --outputFile=../$(CHECKS)/ui.json

test-browser: bin/doorstep ui/node_modules/.stamp
	@mkdir -p $(CHECKS)
	cd ui && npm run test:browser 2>&1 | tee ../$(CHECKS)/browser.txt

deps: ## install what is missing (PostgreSQL, PostGIS, gcc, Node, a browser)
	@internal/house/install.sh all

clean: ## remove what was built; the data folder stays
	rm -rf bin .tools/check $(TALLY) ui/node_modules
	find ui/dist -mindepth 1 ! -name .gitkeep -delete

bin/doorstep: ui/dist/index.html FORCE
	go build -o $@ ./cmd/doorstep

$(TALLY): FORCE
	@go build -o $@ ./internal/house/tally

ui/dist/index.html: ui/node_modules/.stamp $(UI_FILES)
	cd ui && npm run build
	@touch ui/dist/.gitkeep
	@touch $@

ui/node_modules/.stamp: ui/package-lock.json
	cd ui && npm ci
	@touch $@

FORCE:
