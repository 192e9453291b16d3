# Causerie: `make help` explains every target.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export CGO_ENABLED := 0

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BINARY   := bin/causerie
GO_CODE  := ./cmd/... ./internal/... ./sdk/... ./bench ./proof/... ./web
GO_FILES  = $$(git ls-files --cached --others --exclude-standard '*.go')
WEB_CODE  = $(shell find web/src web/public web/build sdk/ts -type f -not -path '*/node_modules/*' 2>/dev/null) \
            web/index.html web/vite.config.ts web/package.json web/package-lock.json

# Where `make run` keeps its data and listens, and what else it hands to the binary.
DATA   ?= data
LISTEN ?= 127.0.0.1:8080
ARGS   ?=
DEMO   ?=

.PHONY: help
help: ## Show this list
	@echo 'Causerie $(VERSION)'
	@echo
	@awk 'BEGIN { FS = ":.*## " } /^## / { printf "\n%s\n", substr($$0, 4) } /^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'Variables of make run: DEMO=1, DATA=folder (now $(DATA)), LISTEN=address:port (now $(LISTEN)), ARGS=more flags.'

## Run and build

.PHONY: run
run: build ## Build what changed and start the server; DEMO=1 adds people and conversations to try it with
ifeq ($(DEMO),)
	exec $(BINARY) serve --data '$(DATA)' --listen '$(LISTEN)' $(ARGS)
else
	exec $(BINARY) demo --data '$(DATA)' --listen '$(LISTEN)' $(ARGS)
endif

.PHONY: build
build: web ## Build bin/causerie: server and web app in one static binary
	@scripts/need go
	go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $(BINARY) ./cmd/causerie

.PHONY: web
web: web/dist/index.html ## Build the web app into web/dist

web/dist/index.html: $(WEB_CODE)
	@scripts/npm-packages
	cd web && npx vite build
	@touch web/dist/.gitkeep $@

.PHONY: packages
packages: ## Install the npm packages that web/package-lock.json names, when it changed
	@scripts/npm-packages

## Test

.PHONY: test
test: ## Run everything below, on SQLite and PostgreSQL and in a browser; installs what Debian packages it lacks
	@scripts/test lint generated go web e2e

.PHONY: test-go
test-go: ## Go tests, on SQLite and on a PostgreSQL of their own
	@scripts/test go

.PHONY: test-web
test-web: packages ## Tests of the web app without a browser
	@scripts/test web

.PHONY: test-e2e
test-e2e: ## Browser tests, through bin/causerie; ARGS='-g "two people"' chooses some
	@ARGS='$(ARGS)' scripts/test e2e

.PHONY: model
model: ## Random histories against a small model of the service, on both engines; STEPS=1000000 SEED=7 choose
	scripts/with-postgres go test ./proof/model -count=1 -v -timeout 0 -args -steps $(or $(STEPS),1000000) -seed $(or $(SEED),0)

.PHONY: fuzz
fuzz: ## Fuzz every decoder in turn, each for TIME=30s; what it finds is kept beside the tests
	scripts/fuzz '$(or $(TIME),30s)'

.PHONY: hostile
hostile: ## Make N=50000 requests that mean harm, over the API's description, on both engines; SEED=1 names them
	CAUSERIE_HOSTILE='$(or $(N),50000)' CAUSERIE_SEED='$(or $(SEED),1)' scripts/with-postgres go test -count=1 -timeout 0 -v ./proof/hostile

.PHONY: attack
attack: ## Have N=1000 people try every way to as many who do not want them while friends write, and COLLUDERS=500 act together, on both engines
	scripts/with-postgres go test -count=1 -timeout 0 -v ./proof/attack -args -people $(or $(N),1000) -each $(or $(EACH),5) -colluders $(or $(COLLUDERS),500)

.PHONY: crash
crash: ## Kill the server and its database under load, on each engine, and compare what is left with what was promised; N=1000 SEED=7 choose
	@scripts/debian-packages postgresql
	go test -v -count=1 -timeout 0 ./proof/crash -args -kills $(or $(N),1000) -seed $(or $(SEED),0)

.PHONY: lint
lint: packages ## gofmt, go vet, staticcheck, eslint, tsc, translations
	@scripts/test lint

.PHONY: check-generated
check-generated: packages ## Fail when the API description or the types made from it are out of date
	@scripts/test generated

## Measure

.PHONY: bench
bench: build ## Measure the server and the app, and write docs/performance.md's table; ARGS='S2,S3' chooses scenarios
	scripts/bench $(ARGS)

## Change

.PHONY: fmt
fmt: ## Format the Go code
	gofmt -w $(GO_FILES)

.PHONY: generate
generate: packages ## Write docs/api/openapi.json from the code, and the TypeScript types from that
	scripts/generate .

.PHONY: release-data
release-data: ## Keep a store of this version for the upgrade tests of later ones: RELEASE=0.2
	@[[ -n '$(RELEASE)' ]] || { echo 'usage: make release-data RELEASE=0.2' >&2; exit 1; }
	go test ./internal/app -count=1 -run TestDataOfEveryRelease -release '$(RELEASE)'

.PHONY: screenshots
screenshots: build ## Take the pictures of the documentation again, from the demo
	node scripts/screenshots.mjs

.PHONY: faces
faces: ## Draw the demo's portraits again from their SVG sources (needs rsvg-convert)
	cd internal/demo/faces && go run generate.go

.PHONY: clean
clean: ## Remove what building and testing made (not the data)
	rm -rf bin web/node_modules web/test-results web/playwright-report
	find web/dist -mindepth 1 -not -name .gitkeep -delete
