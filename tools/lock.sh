#!/usr/bin/env bash
# Pins with hashes, without a trace of where they came from.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "This needs uv on the path: pip install uv"; exit 1; }
uv pip compile pyproject.toml --all-extras --generate-hashes --no-header --no-emit-index-url \
    --python-version 3.11 --universal --quiet --output-file requirements.lock
sed -i 's/ (pyproject.toml)//' requirements.lock
if grep -qE '://' requirements.lock; then
    echo "requirements.lock names a host; do not commit it"; exit 1
fi
