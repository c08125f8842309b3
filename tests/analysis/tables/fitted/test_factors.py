"""Which factors are kept."""

import numpy as np

from brierbook.analysis.tables.fitted.factors import choose_factors

SOURCE = np.array(list("aabbccdd"))


def test_factors_with_fewer_than_three_groups_are_left_out() -> None:
    two = np.array(["x", "y"] * 4)
    assert list(choose_factors({"source": SOURCE, "two": two})) == ["source"]
    assert choose_factors({"one": np.array(["x"] * 8), "two": two}) == {}


def test_what_another_factor_decides_goes_in_once() -> None:
    language = np.array(["en", "en", "uk", "uk", "ru", "ru", "en", "en"])
    assert list(choose_factors({"language": language, "source": SOURCE})) == ["source"]
    assert list(choose_factors({"source": SOURCE, "same": SOURCE})) == ["source"]
    crossed = np.array(list("pqrpqrpq"))
    assert list(choose_factors({"source": SOURCE, "topic": crossed})) == ["source", "topic"]
