#!/usr/bin/env bash
# The product as its users have it, from the outside. Run by `make acceptance`, which puts .venv/bin on PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

planwatch validate
planwatch --state "$work/state" status --json > "$work/status.json"
planwatch --state "$work/state" subscribers add reader@example.org --topic commitment:senco-npq --frequency immediately
planwatch --state "$work/state" deliver
planwatch --state "$work/state" publish
test -s "$work/state/public/index.html"
echo "acceptance: passed"
