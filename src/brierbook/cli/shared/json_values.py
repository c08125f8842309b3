"""Numbers as JSON holds them: rounded, and nothing that JSON has no word for."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_json_value", "round_or_null", "table_as_records"]

DIGITS = 10


def as_json_value(value: object) -> object:
    """Round to ten digits; what is not known is null, and the infinite is spelled out."""
    if not isinstance(value, float):
        return value
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")


def round_or_null(value: float | None) -> float | None:
    """Round to ten digits; what is not known or not finite is null."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.{DIGITS}g}")


def table_as_records(table: "pd.DataFrame") -> list[dict[str, object]]:
    """Give the rows of a table as data."""
    return [
        {str(name): as_json_value(value) for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]
