# Two commands are enough: `make run` and `make test`.  `make help` lists the rest.
REGION ?=
# arm64 is unproven in the China regions.
ARCH ?= $(if $(filter cn-%,$(REGION)),x86_64,arm64)
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready
EMULATOR := .venv-ministack/.ready
MODELS := build/models/.ready
FONTS := build/fonts/.ready
UPKEEP := build/upkeep/.ready
OCR := build/ocr/.ready
# In an environment of its own: it needs eighty packages, some with known faults that have no cure yet.
CHECKOV := build/upkeep/bin/uv tool run --quiet --exclude-newer 2026-11-28 --from checkov==3.3.30 checkov
MINIPROGRAM := tests/miniprogram
NODE_MODULES := $(MINIPROGRAM)/node_modules/.ready
WORKERS ?= 3
# Of onnxruntime, in every tool and test.
export ORT_DISABLE_TELEMETRY := 1
unexport PYTHONDONTWRITEBYTECODE # where it is set, each of hundreds of processes would compile everything anew

# Without a home that can be written, pip, npm and the browser would leave their things anywhere.
ifneq ($(shell test -w "$(HOME)" && echo yes),yes)
export HOME := $(CURDIR)/build/home
endif

.DEFAULT_GOAL := help
.PHONY: help setup run demo rehearse test check lint slow captcha bench package deploy rollback lock audit releasable doctor clean

help:            ## list the commands
	@grep -hE '^[a-z-]+: *[a-zA-Z_$$(){}./ -]*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12
	@echo "Commands with arguments of their own (--help says which):"
	@echo "  $(PY) -m tools.secret    store, check and change a stage's secrets"
	@echo "  $(PY) -m tools.on STACK  seed, staff, replay, ledger, restore … on a deployed stack"

SYSTEM := $(STAMP) $(EMULATOR) $(MODELS) $(FONTS)

setup: $(SYSTEM) $(NODE_MODULES)  ## install everything the other commands need

$(STAMP): requirements/install.lock requirements/dev.lock tools/setup.sh deploy/lambda_runtime.py
	sh tools/setup.sh $(VENV)
	@touch $@

$(EMULATOR): requirements/sandbox.lock $(STAMP)
	sh tools/setup.sh .venv-ministack requirements/sandbox.lock
	@touch $@

$(OCR): requirements/ocr.lock $(STAMP)
	sh tools/setup.sh build/ocr requirements/ocr.lock
	@touch $@

$(UPKEEP): requirements/upkeep.lock $(STAMP)
	sh tools/setup.sh build/upkeep requirements/upkeep.lock
	@touch $@

$(MODELS): layers/opencv/models.json layers/registry.py layers/opencv/tflite_to_onnx.py $(STAMP)
	$(PY) layers/opencv/build.py --models build/models
	@touch $@

$(FONTS): layers/print/fonts.json layers/registry.py $(STAMP)
	$(PY) layers/print/build.py --fonts build/fonts
	@touch $@

$(NODE_MODULES): $(MINIPROGRAM)/package-lock.json $(STAMP)
	npm ci --prefix $(MINIPROGRAM) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

run demo: PORT ?= 8000
rehearse: PORT ?= 9000

run: $(SYSTEM)   ## start the whole system; PORT=8000
	$(PY) -m sandbox --port $(PORT)

demo: $(SYSTEM)  ## one student's whole journey; QR=… PHOTO=… TASK=… take your own
	$(PY) -m tools.demo $(if $(QR),--qr "$(QR)") $(if $(PHOTO),--photo "$(PHOTO)") $(if $(TASK),--task "$(TASK)") --port $(PORT)

rehearse: $(SYSTEM) ## an emulated AWS account to rehearse a deployment in, with everything outside; PORT=9000
	$(PY) -m sandbox.rehearsal --port $(PORT)

lint: setup      ## style, types, arrows, security, dependencies, generated files
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(LINTS)

# Each alone, so that two run at a time; the longest first.
LINTS := lint-types lint-security lint-pages lint-arrows lint-generated lint-style lint-clock lint-locks

.PHONY: $(LINTS)
lint-style:
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
lint-types:
	$(VENV)/bin/mypy
lint-arrows:
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
lint-security:
	$(PY) -m tools.suite.scanned app.py chalicelib
lint-generated:
	$(PY) -m tools.states --check
	$(PY) -m tools.ways_out --check
	$(PY) -m tools.notices --check
	$(PY) -m tools.photo_checks --check
	$(PY) -m tools.openapi --check
	$(VENV)/bin/openapi-spec-validator docs/openapi.json
	$(PY) -m tools.web_client --check
	$(PY) -m tools.web_vendor --check
	$(PY) -m tools.pinyin --check
	$(PY) -m tools.suite.rooms --check
lint-clock:
	$(PY) -m tools.test_clock
lint-locks:
	$(PY) -m tools.locks --check
	$(PY) -m tools.licences
lint-pages:
	$(MINIPROGRAM)/node_modules/.bin/biome check --error-on-warnings
	$(MINIPROGRAM)/node_modules/.bin/tsc -p web
	node $(MINIPROGRAM)/checks/index.js miniprogram docs/miniprogram.zh.md
	node tools/samples.mjs --check

test: setup      ## lint and every suite, in parallel; writes build/green
	$(PY) -m tools.suite.run --workers $(WORKERS)

check: setup     ## lint and tests that a change needs, in a minute; ROOM=orders, BASE=COMMIT
	@TZ=Asia/Shanghai $(PY) -m tools.suite.check $(if $(ROOM),--room $(ROOM)) $(if $(BASE),--base $(BASE))

slow: setup      ## the long runs
	$(PY) -m pytest -m slow --timeout 3600 -n 2 --dist worksteal

captcha: $(OCR)  ## how many of the captcha's pictures programs read; TRIES=24
	build/ocr/bin/python -m tools.captcha_strength $(if $(TRIES),--tries $(TRIES))

bench: setup     ## figures as tables
	$(PY) -m tools.bench

package: setup   ## one Lambda per step, the layer, out/sam.json, out/cfn.json; REGION=, ARCH=arm64|x86_64
	$(PY) -m tools.package --arch $(ARCH)

deploy: setup    ## package, deploy, publish, try; STAGE= REGION= ORIGIN= CONSOLE= APPID= BUCKET= SET="NAME=VALUE …"
	$(PY) -m tools.stack deploy --arch $(ARCH) $(STACK) $(if $(ORIGIN),--origin "$(ORIGIN)") \
	  $(if $(CONSOLE),--console "$(CONSOLE)") $(if $(APPID),--appid "$(APPID)") $(addprefix --set ,$(SET)) $(if $(ANEW),--anew)

rollback: setup  ## back to the deployment before: code, settings and pages; STAGE= REGION= BUCKET=
	$(PY) -m tools.stack rollback $(STACK)

STACK = --stage "$(STAGE)" --region "$(REGION)" $(if $(BUCKET),--bucket "$(BUCKET)")

lock: $(UPKEEP)  ## write requirements/*.lock anew after a change of a list of packages; NEWER=--upgrade
	$(PY) -m tools.locks $(NEWER)

audit: $(UPKEEP) ## known faults of all packages, Python's and npm's (asks the registries), and of what was packaged
	@failed=0; set -x; \
	build/upkeep/bin/pip-audit --strict --disable-pip --require-hashes $(addprefix -r ,$(wildcard requirements/*.lock)) || failed=1; \
	npm audit --prefix $(MINIPROGRAM) --package-lock-only || failed=1; \
	$(CHECKOV) --file out/cfn.json --framework cloudformation --compact --quiet --skip-download \
		--skip-check $$(cut -d' ' -f1 deploy/checks/checkov-skips.txt | paste -sd,) || failed=1; \
	exit $$failed

releasable: $(STAMP) ## refuse a release with placeholders in its settings, or without its version in the changelog
	$(PY) -m tools.releasable

doctor: $(STAMP) ## whether a deployment has all it needs; STAGE=prod
	@$(PY) -m tools.doctor --stage "$(or $(STAGE),$(error say which: make doctor STAGE=prod))"

clean:           ## remove what the commands made (the sandbox's data too)
	rm -rf $(VENV) .venv-ministack $(MINIPROGRAM)/node_modules build out var .mypy_cache .ruff_cache .pytest_cache .hypothesis
