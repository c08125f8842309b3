"""Every figure by its name: where it is, and what of a book it is drawn from."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from brierbook.errors import ArgumentError, quote_value
from brierbook.reports.plugins import FIGURES as GROUP
from brierbook.reports.plugins import find_entry_points, load_entry_point

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from brierbook.reports.figures.figure_data import FigureData
    from brierbook.reports.figures.kit.drawing import Drawing

__all__ = ["FIGURES", "draw_figure", "figure_names", "find_figure"]

HERE = "brierbook.reports.figures"

type Plot = Callable[..., "Drawing"]


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure that can be asked for.

    ``home`` names its function as ``module:function``; ``takes`` is the attribute of Material that
    the function is given; ``groups`` says whether it takes ``by``, the column of its groups.
    """

    name: str
    home: str
    takes: str = "scored"
    groups: bool = False

    def load(self) -> Plot:
        """Import the function."""
        module, _, function = self.home.partition(":")
        found: Plot = getattr(import_module(module), function)
        return found


def _own_figure(name: str, takes: str = "scored", *, groups: bool = False) -> FigureKind:
    """Name a figure of brierbook itself: its module and function go by its name."""
    return FigureKind(name, f"{HERE}.{name}:plot_{name}", takes, groups)


def _figure_of_kinds(name: str, takes: str) -> FigureKind:
    """Name a figure of options, numbers and days."""
    return FigureKind(name, f"{HERE}.kinds.{name}:plot_{name}", takes)


FIGURES = {
    kind.name: kind
    for kind in (
        FigureKind("events", f"{HERE}.events.dumbbell:plot_events", "by_event"),
        _own_figure("reliability", groups=True),
        _own_figure("recalibration", "posterior"),
        _own_figure("reliability_binned"),
        _own_figure("outcomes"),
        _own_figure("murphy", groups=True),
        _own_figure("mcb_dsc", groups=True),
        _own_figure("score_over_time", "forecasts"),
        _own_figure("timeline", "history"),
        _own_figure("group_forest", "effects", groups=True),
        _own_figure("words", "words"),
        _own_figure("horizon", "forecasts"),
        _own_figure("leaderboard"),
        _figure_of_kinds("leaderboard_kinds", "kind_boards"),
        _figure_of_kinds("options", "option_shares"),
        _figure_of_kinds("kinds_over_time", "kind_losses"),
        _own_figure("coverage", "values"),
        _figure_of_kinds("pit", "values"),
        _figure_of_kinds("quantile_levels", "level_sample"),
        _own_figure("surprises", "told"),
        _own_figure("health", "health"),
        _own_figure("evidence", groups=True),
        _own_figure("sensitivity", "forecasts"),
    )
}


# what others call a figure
MEANT = {"calibration": "reliability", "curve": "reliability", "histogram": "outcomes"}


def find_figure(name: str) -> FigureKind:
    """Find a figure by its name; other packages are asked only where there is none of ours."""
    if found := FIGURES.get(name):
        return found
    others = find_entry_points(GROUP)
    if name in others:
        return _plugin_figure(others[name])
    near = MEANT.get(name) or get_close_matches(name, [*FIGURES, *others], n=1, cutoff=0)[0]
    raise ArgumentError(
        "name",
        "there is no figure {name}; did you mean {near}? 'plot --list' names them all",
        code="plot.no_figure",
        name=quote_value(name),
        near=near,
    )


def figure_names() -> list[str]:
    """List our figures, then those of other packages, which never take the place of ours."""
    return [*FIGURES, *(name for name in find_entry_points(GROUP) if name not in FIGURES)]


def _plugin_figure(point: "EntryPoint") -> FigureKind:
    """Take a figure of another package; its function may say what it takes and if it groups."""
    function = load_entry_point(point)
    takes, groups = getattr(function, "takes", "scored"), getattr(function, "groups", False)
    return FigureKind(point.name, point.value, takes, groups)


def draw_figure(
    kind: FigureKind,
    material: "FigureData",
    *,
    lang: str = "en",
    size: tuple[float, float] | None = None,
    **options: Any,  # noqa: ANN401 - as the figure has them
) -> "Drawing":  # as the figure has them
    """Draw a figure of a book; `size` is its width and height in inches, if not its own."""
    from brierbook.analysis.numeric.arguments import columns_by_name  # heavy
    from brierbook.reports.figures.kit.drawing import figure_size  # the same
    from brierbook.reports.figures.kit.names import names_of_book  # the same

    with columns_by_name(), names_of_book(material.book), figure_size(size):
        return kind.load()(getattr(material, kind.takes), lang=lang, **options)
