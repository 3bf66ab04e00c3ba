# Developer recipes: `.venv/bin/just check` (the tools are those of requirements/dev.lock; `make test` installs them).

bin := ".venv/bin"

# Everything that must be green before a push
check: quick types layers test examples coverage

# Seconds: what the pre-commit hook runs
quick:
    {{bin}}/ruff format --check .
    {{bin}}/ruff check .

types:
    {{bin}}/mypy

layers:
    {{bin}}/lint-imports

test *args:
    {{bin}}/pytest --cov {{args}}

# Every example of the README, the docs and the domain's docstrings, unshuffled
examples:
    {{bin}}/pytest -p no:randomly README.md docs domain

# After `test`: the domain entirely, the rest as far as it honestly goes
coverage:
    {{bin}}/coverage report --include='domain/*' --fail-under=100
    {{bin}}/coverage report --fail-under=95

# A second opinion on types; no gate, for it does not honor the exceptions that mypy was given with their reasons
ty:
    {{bin}}/ty check domain src tests

# Bring every file into the house format
format:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .
