#!/usr/bin/env bash
# Build the wheel, install it into an empty environment, and run the demo from a folder that is not the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
.venv/bin/python -m build --wheel --outdir "$place/dist" . >"$place/build.log" 2>&1 || { tail -n 40 "$place/build.log"; exit 1; }
"${PYTHON:-$(command -v python3.11 || command -v python3)}" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$place"/dist/*.whl
mkdir "$place/elsewhere"
cd "$place/elsewhere"
"$place/venv/bin/migrate" demo -w "$place/workspace" >"$place/demo.log" 2>&1 || { tail -n 40 "$place/demo.log"; exit 1; }
grep -q 核验通过 "$place/demo.log"
echo "the wheel runs the demo from any folder: $(tail -n 1 "$place/demo.log")"
