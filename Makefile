# Two commands: `make demo` plays scabot on this machine, `make test` proves it.
# Needs Python 3.11 or newer (with venv), make and git; everything else goes into .venv.
#   make demo ARGS="--no-browser"     ARGS goes on to the program
#   make test ARGS="-k money"
#   make demo PY=python3.12           another interpreter
#   make demo UV=false                install with pip only

PY := python3
V := .venv
B := $(V)/bin
UV := $(or $(shell command -v uv 2>/dev/null),$(B)/uv)
PIP := $(B)/python -m pip --disable-pip-version-check -q
HASHED := --require-hashes --no-deps
# A week of cooldown against poisoned releases; here and not in pyproject.toml, where it would also refuse to install
# from a site's own index that knows no upload dates.
COMPILE = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--exclude-newer "1 week" $(ARGS)

export UV_PYTHON_DOWNLOADS := never
export UV_HTTP_RETRIES := 1

# Install a lock exactly as it stands: by uv, or by pip where uv is missing or finds no index.
install = $(UV) pip install -q --python $(B)/python $(HASHED) -r $(1) || \
	{ echo "scabot: going on with pip" >&2; $(PIP) install $(HASHED) -r $(1); }

.PHONY: demo test torture long bench pictures lock clean
.DELETE_ON_ERROR:

demo: $(V)/.run
	@$(B)/scabot demo $(ARGS)

test: $(V)/.dev
	@$(B)/pytest $(ARGS)

# Kill -9, power cuts and broken disks, each beside a control that must fail; longer with ARGS="--rounds 1000 --states 3000".
torture: $(V)/.dev
	@$(B)/python tests/torture.py $(ARGS)

# Anybody asks anything in any order, until 100,000 steps were executed and every invariant held; ARGS="--steps 5000".
long: $(V)/.dev
	@$(B)/python tests/long.py $(ARGS)

# What it costs; ARGS=--short takes seconds, ARGS=--long writes a million events. PostgreSQL where there is one (2: none).
bench: $(V)/.dev
	@missed=0; $(B)/python bench/store.py $(ARGS) || missed=1; $(B)/python bench/end_to_end.py $(ARGS) || missed=1; \
	$(B)/python bench/fees.py || missed=1; \
	$(B)/python bench/pricing.py $(ARGS) || missed=1; \
	$(B)/python bench/postgres.py $(ARGS) || test $$? -eq 2 || missed=1; exit $$missed

# The pictures of the docs, taken from the practice workspace; needs `make browser` and a Chromium.
pictures: $(V)/.dev
	@$(B)/python scripts/pictures.py

# Write the locks again from pyproject.toml, keeping what is pinned; ARGS=--upgrade moves on to newer releases.
lock: $(V)/.made
	@echo uv | $(COMPILE) - -o requirements/installer.lock
	@$(COMPILE) --group build -o requirements/build.lock
	@$(COMPILE) pyproject.toml -o requirements/run.lock
	@$(COMPILE) pyproject.toml --all-extras --group dev -c requirements/build.lock -c requirements/run.lock -o requirements/dev.lock
	@$(COMPILE) --group ci -c requirements/dev.lock -o requirements/ci.lock

# What the tools left behind. The virtual environment stays: `rm -r .venv` for a fresh start.
clean:
	@rm -rf build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Stamps: a second call only starts the program.
$(V)/.made: requirements/installer.lock
	@$(PY) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "scabot needs Python 3.11 or newer; %s is %s.%s (try: make PY=python3.12)" % (sys.executable, v[0], v[1]))'
	@$(PY) -m venv $(V)
	@test "$(UV)" != $(B)/uv || $(PIP) install $(HASHED) -r requirements/installer.lock || echo "scabot: no uv to be had" >&2
	@touch $@

# The project itself is installed offline, with the locked build tools: if that needs a network, the lock is wrong.
$(V)/.run: requirements/build.lock requirements/run.lock pyproject.toml | $(V)/.made
	@$(call install,requirements/build.lock)
	@$(call install,requirements/run.lock)
	@$(UV) pip install -q --offline --python $(B)/python --no-deps --no-build-isolation -e . 2>/dev/null \
	 || $(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(V)/.dev: requirements/dev.lock $(V)/.run
	@$(call install,requirements/dev.lock)
	@touch $@

# The driver of the browser tests (53 MB); without it they are skipped.
.PHONY: browser
browser: $(V)/.dev
	@$(call install,requirements/ci.lock)
