#!/bin/sh
# Run the tests with the oldest direct dependencies that the metadata allows, in an environment of
# their own; $1 is uv.
set -eu
uv=$1
copy=$(mktemp -d "${TMPDIR:-/tmp}/brierbook-lowest.XXXXXX")
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$copy"
cd "$copy"
# the pins name the newest versions, so they are left out here
sed -i.bak '/^constraint-dependencies = \[/,/^\]/d' pyproject.toml
"$uv" sync --quiet --resolution lowest-direct
# old versions may warn about each other, and draw a figure with other bytes
"$uv" run --no-sync pytest -W default -m "not pinned"
