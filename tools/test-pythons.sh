#!/bin/sh
# A smoke run on other versions of Python: import, log, score, and a report on the Syria book.
# Arguments: uv, then the versions.
set -eu
cd "$(dirname "$0")/.."
uv=$1
shift
smoke() { # version
    place=$(mktemp -d)
    mkdir -p "$place/forecasts"
    cp -R seeds "$place/"
    cp forecasts/book.jsonl "$place/forecasts/"
    "$uv" run --quiet --isolated --no-dev --python "$1" sh -euc '
        python -W error -c "import brierbook, sys; print(sys.version.split()[0])"
        cd "$1"
        brierbook check
        brierbook log "Damascus is quiet p=70% by:2099-12-31" --json >/dev/null
        brierbook score --metric brier
        brierbook report --no-sampling --lang uk -o out >/dev/null
        test -s out/reports/*/report.uk.html
    ' sh "$place"
    rm -rf "$place"
}
for version in "$@"; do
    smoke "$version"
done
