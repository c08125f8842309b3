#!/bin/sh
# Run the tests that could read a clock, a zone or an order, at hours when days differ between
# zones, years and months end, and clocks change; in random order. Needs faketime and
# pytest-random-order. Arguments: the tests, or else all that talk of days.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
python=${PYTHON:-.venv/bin/python}
[ $# -gt 0 ] || set -- tests/cli/keep tests/cli/test_life.py tests/cli/read tests/forecasts/lines \
    tests/forecasts/life tests/forecasts/rules tests/forecasts/test_clock.py tests/test_ledger.py \
    tests/test_readme.py
failed=0
at() { # zone, hour there, tests ...
    zone=$1 hour=$2
    shift 2
    printf '%s in %s: ' "$hour" "$zone"
    if TZ=$zone faketime "$hour" "$python" -m pytest -q --random-order -p no:cacheprovider \
        -m "not slow and not browser" "$@" >"$log" 2>&1; then
        tail -n 1 "$log"
    else
        failed=1
        grep -E '^(FAILED|ERROR|E  )|^_{3,}' "$log" | head -n 20
        tail -n 1 "$log"
    fi
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
at Europe/Kyiv "2026-12-01 00:30:00" "$@"
at UTC "2026-11-30 22:30:00" "$@"
at Pacific/Apia "2026-12-31 23:59:00" "$@"
at America/New_York "2026-12-31 23:59:00" "$@"
at Europe/Kyiv "2028-02-29 12:00:00" "$@"
at Europe/Kyiv "2027-03-28 02:59:30" "$@"
at Europe/Kyiv "2027-10-31 03:59:30" "$@"
at America/New_York "2027-03-14 01:59:30" "$@"
at America/New_York "2027-11-07 00:59:30" "$@"
exit $failed
