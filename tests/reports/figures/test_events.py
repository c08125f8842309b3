"""Events as dumbbells: what is drawn is what was said and what happened, in its own words."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from brierbook.forecasts.store.loading import open_book
from brierbook.reports.figures.events.dumbbell import MOST, plot_events
from brierbook.reports.figures.figure_data import FigureData

if TYPE_CHECKING:
    from tests.conftest import Draft


def rows(number: int) -> pd.DataFrame:
    """Make events that were said to be ever likelier, and none of which happened."""
    said = np.linspace(0.05, 0.95, number)
    titles = {f"title_{lang}": [f"Event {k}" for k in range(number)] for lang in ("en", "uk", "ru")}
    counts = dict.fromkeys(("forecasts", "propositions"), 1)
    table = pd.DataFrame({"said": said, "happened": 0.0, "brier": said**2} | titles)
    return table.assign(quote="", who="anna", **counts)


def test_an_event_has_the_mean_of_what_was_said_and_the_nearest_quote(workspace: "Draft") -> None:
    workspace.copy("forecast", "f-opens", id="f-other", forecaster="author", statement=None)
    workspace.body("forecast", "f-other")["confidence"] = {"how": "stated", "p": "0.5"}
    workspace.save()
    table = FigureData.of(open_book(workspace.workspace)).by_event.set_index("title_en")
    bridge = table.loc["The bridge"]
    assert bridge["said"] == pytest.approx(0.9)  # one headline: the statement as said
    assert (bridge["happened"], bridge["quote"]) == (0, "The bridge will open in May")
    rain = table.loc["The storm of April"]
    assert (rain["happened"], rain["quote"]) == (1, "Уночі може піти дощ")


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_the_nearest_comes_first_and_many_are_cut(lang: str) -> None:
    drawing = plot_events(rows(30), lang=lang)
    table = drawing.to_frame()
    assert len(table) == MOST
    assert table["title_en"].tolist()[:2] == ["Event 0", "Event 1"]
    assert table["title_en"].tolist()[-1] == "Event 29"
    assert "18" in drawing.caption
    lines = [np.atleast_1d(np.asarray(line.get_xdata())).tolist() for line in drawing.ax.lines]
    drawn = [each for each in lines if len(each) > 1]
    assert drawn == [[said, 0.0] for said in table["said"]]


def test_one_event_is_drawn_without_a_finding() -> None:
    drawing = plot_events(rows(1))
    assert drawing.title == "What was said of each event, and what happened"
    assert "Events in between" not in drawing.caption
