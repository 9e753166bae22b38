#!/usr/bin/env bash
# The committed state, as somebody sees it who has nothing but Python 3.11, make and git.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git clone --quiet "$checkout" "$place/bindeled"
mkdir "$place/home"
cd "$place/bindeled"
run() { env -i HOME="$place/home" PATH="$PATH" LANG=C.UTF-8 "$@"; }
run make demo ARGS="--once --json"
run make test
echo "newcomer: both commands passed on $(git rev-parse --short HEAD)"
