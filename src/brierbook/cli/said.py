"""A probability as it is written on the command line."""

import math
from typing import Any

import click


class Probability(click.ParamType[float]):
    """A probability between 0 and 1, ends excluded: ``70%``, ``0.7`` or ``0,7``."""

    name = "probability"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Read it, or say what to write."""
        text = str(value).strip().replace(",", ".")
        percent = text.endswith("%")
        try:
            p = float(text.removesuffix("%")) / (100 if percent else 1)
        except ValueError:
            p = math.nan
        if not 0 < p < 1:
            self.fail(f"{value!r} is no probability between 0 and 1; write 70% or 0.7.", param, ctx)
        return p
