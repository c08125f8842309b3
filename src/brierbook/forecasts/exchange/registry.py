"""All formats that are read, and which of them some files are of."""

from brierbook.errors import InputError
from brierbook.forecasts.exchange.formats import (
    acx,
    agent_log,
    cultivate,
    fatebook,
    forecast_ledger,
    forecastbench,
    front_matter,
    hubverse,
    iqisa,
    manifold,
    markdown,
    metaculus,
    metaculus_api,
    plain_table,
    predictionbook,
)
from brierbook.forecasts.exchange.formats.protocol import Files, Format

__all__ = ["FORMATS", "detect_format", "find_format"]

EVERY = (
    fatebook.FORMAT,
    predictionbook.FORMAT,
    iqisa.FORMAT,
    metaculus.FORMAT,
    metaculus_api.FORMAT,
    manifold.FORMAT,
    cultivate.FORMAT,
    forecastbench.FORMAT,
    hubverse.FORMAT,
    forecast_ledger.FORMAT,
    acx.FORMAT,
    agent_log.FORMAT,
    front_matter.MAGOO,
    front_matter.FORMAT,
    markdown.TABLE,
    markdown.LIST,
    plain_table.FORMAT,
)
FORMATS = {each.name: each for each in EVERY}
# other names under which people know a format
ALSO = {
    "csv": "table",
    "tsv": "table",
    "excel": "table",
    "xlsx": "table",
    "gjopen": "cultivate",
    "infer": "cultivate",
}


def find_format(name: str) -> Format:
    """Find a format by its name."""
    found = FORMATS.get(ALSO.get(name, name))
    if found is None:
        raise InputError(
            "format",
            name,
            "is unknown; give one of {known}",
            code="import.no_format",
            known=", ".join((*FORMATS, *ALSO)),
        )
    return found


def detect_format(files: Files) -> Format:
    """Tell of which format files are: the one that is most sure."""
    empty = next((each for each in files if each.is_text and not each.decoded.text.strip()), None)
    if empty is not None:
        raise InputError("file", empty.name, "is empty", code="read.empty")
    sure = [(each.detect(files), each) for each in EVERY]
    best = max(sure, key=lambda pair: pair[0])
    if not best[0]:
        raise InputError(
            "file",
            files[0].name if files else "",
            "is of no format that is known; name it with --from: {known}",
            code="import.undetected",
            known=", ".join(FORMATS),
        )
    return best[1]
