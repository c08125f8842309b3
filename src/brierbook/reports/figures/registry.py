"""Every figure by its name: where it is, and what of a book it is drawn from."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from brierbook.errors import ArgumentError
from brierbook.reports.plugins import FIGURES as GROUP
from brierbook.reports.plugins import announced, load

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from brierbook.reports.figures.drawing import Drawing
    from brierbook.reports.figures.material import Material

HERE = "brierbook.reports.figures"

type Plot = Callable[..., "Drawing"]


@dataclass(frozen=True, slots=True)
class Kind:
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


def ours(name: str, takes: str = "scored", *, groups: bool = False) -> Kind:
    """Name a figure of brierbook itself: its module and function go by its name."""
    return Kind(name, f"{HERE}.{name}:plot_{name}", takes, groups)


FIGURES = {
    kind.name: kind
    for kind in (
        ours("reliability"),
        ours("recalibration", "posterior"),
        ours("reliability_binned"),
        ours("outcomes"),
        ours("murphy", groups=True),
        ours("mcb_dsc", groups=True),
        ours("score_over_time", "forecasts"),
        ours("timeline", "history"),
        ours("group_forest", "effects", groups=True),
        ours("words", "words"),
        ours("horizon", "forecasts"),
        ours("leaderboard"),
        ours("coverage", "values"),
        ours("surprises", "told"),
        ours("health", "health"),
        ours("evidence", groups=True),
        ours("sensitivity", "forecasts"),
    )
}


def find_figure(name: str) -> Kind:
    """Find a figure by its name; other packages are asked only where there is none of ours."""
    if found := FIGURES.get(name):
        return found
    others = announced(GROUP)
    if name in others:
        return of_another(others[name])
    near = get_close_matches(name, [*FIGURES, *others], n=1, cutoff=0)[0]
    problem = f"there is no figure {name!r}; did you mean {near}? 'plot --list' names them all"
    raise ArgumentError("name", problem)


def names() -> list[str]:
    """List our figures, then those of other packages, which never take the place of ours."""
    return [*FIGURES, *(name for name in announced(GROUP) if name not in FIGURES)]


def of_another(point: "EntryPoint") -> Kind:
    """Take a figure of another package; its function may say what it takes and if it groups."""
    function = load(point)
    takes, groups = getattr(function, "takes", "scored"), getattr(function, "groups", False)
    return Kind(point.name, point.value, takes, groups)


def draw(kind: Kind, material: "Material", *, lang: str = "en", **options: Any) -> "Drawing":  # noqa: ANN401  # as the figure has them
    """Draw a figure of a book."""
    return kind.load()(getattr(material, kind.takes), lang=lang, **options)
