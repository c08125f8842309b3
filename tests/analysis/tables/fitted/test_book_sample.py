"""From a book to a sample: what counts, what each row weighs, and which group it is in."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from brierbook.analysis.tables.fitted.book_sample import resolved_sample
from brierbook.analysis.tables.fitted.factors import DroppedFactor
from brierbook.analysis.tables.forecast_rows import forecast_table, scored_forecasts
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft


def test_it_takes_what_the_scores_take() -> None:
    book = open_book(find_workspace())
    found = resolved_sample(book, ["source", "language"])
    table = scored_forecasts(forecast_table(book))
    sample = found.sample
    assert found.forecasts == len(table)
    np.testing.assert_allclose(sample.x[sample.level], table["mean_logit"], atol=1e-9)
    np.testing.assert_allclose(sample.sd[sample.level], table["sd_logit"])
    np.testing.assert_array_equal(sample.y, table["y"])
    np.testing.assert_allclose(sample.weight, table["weight"])
    assert sample.events == table["event"].nunique()
    for factor in sample.factors:
        labels = np.array(factor.levels)[factor.codes]
        np.testing.assert_array_equal(labels, table[factor.name])


def test_a_forecast_with_two_tags_stands_in_both_with_half_its_weight(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@7d")["tags"] = ["sky", "water"]
    workspace.save()
    found = resolved_sample(open_book(workspace.workspace), ["tag"])
    (factor,) = found.sample.factors
    assert factor.levels == ("sky", "test", "water")
    weights = np.bincount(factor.codes, found.sample.weight)
    np.testing.assert_allclose(weights, [0.5, 1, 0.5])
    assert found.forecasts == 2


def test_two_groups_share_one_curve_and_what_has_no_tag_is_one_of_them(workspace: "Draft") -> None:
    workspace.body("proposition", "opens")["tags"] = []
    del workspace.body("forecast", "f-opens")["statement"]  # it was recorded in time all the same
    for each in workspace.entries:
        each["recorded_at"] = "2026-04-02T12:00:00Z"
    for name, known in (("rain@7d", "2026-04-06"), ("opens", "2026-06-01")):
        workspace.entry("resolution", name)["recorded_at"] = f"{known}T12:00:00Z"
    workspace.save()
    found = resolved_sample(open_book(workspace.workspace), ["tag", "language"])
    assert found.sample.factors == ()
    assert found.dropped == (DroppedFactor("tag", 2), DroppedFactor("language", 2))


def test_certain_forecasts_are_left_out_and_counted_or_clipped(workspace: "Draft") -> None:
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    workspace.save()
    book = open_book(workspace.workspace)
    left_out = resolved_sample(book)
    assert (left_out.forecasts, left_out.certain, left_out.sample.clipped) == (1, 1, 0)
    clipped = resolved_sample(book, clip=0.01)
    assert (clipped.forecasts, clipped.certain, clipped.sample.clipped) == (2, 0, 1)
    assert clipped.sample.x.max() == pytest.approx(np.log(99))


def test_a_book_in_which_nothing_counts_says_what_to_do(workspace: "Draft") -> None:
    workspace.entries = [each for each in workspace.entries if each["kind"] != "resolution"]
    workspace.save()
    with pytest.raises(WorkspaceError, match=r"no forecast can be scored yet: .*resolve some"):
        resolved_sample(open_book(workspace.workspace))


def test_a_book_of_certain_forecasts_says_what_to_do(workspace: "Draft") -> None:
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "0"
    workspace.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": "1"}
    workspace.save()
    with pytest.raises(WorkspaceError, match=r"are 0 or 1; give --clip, such as 0\.001"):
        resolved_sample(open_book(workspace.workspace))
