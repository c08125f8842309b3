"""What must not change a number: relations of all public functions of rows, from signatures.

A function takes part if every argument that it needs is a column that `COLUMNS` can draw. Each
relation changes a random table in a way that must leave the result as it is, or be refused.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook import analysis
from brierbook.analysis.numeric import arguments, bins, labels, sample
from brierbook.errors import ArgumentError

type Columns = dict[str, Any]
type Draw = Callable[[np.random.Generator, int], npt.NDArray[Any]]

COLUMNS: dict[str, Draw] = {
    "y": lambda rng, n: rng.permutation(np.arange(n) % 2).astype(np.float64),
    "p": lambda rng, n: rng.integers(1, 20, n) / 20,
    "q": lambda rng, n: rng.integers(1, 20, n) / 20,
    "x": lambda rng, n: rng.integers(1, 20, n) / 20,
    "u": lambda rng, n: rng.random(n),
    "values": lambda rng, n: rng.random(n),
    "days": lambda rng, n: rng.integers(0, 90, n).astype(np.float64),
    "lower": lambda rng, n: rng.random(n) - 0.7,
    "upper": lambda rng, n: rng.random(n) + 0.3,
    "weight": lambda rng, n: rng.integers(1, 4, n).astype(np.float64),
    "event": lambda rng, n: rng.integers(1, max(3, n // 2), n),
}
# Columns of forecasts of several categories, of which a row is a row of numbers.
CATEGORIES: dict[str, Draw] = {
    "y": lambda rng, n: rng.integers(0, 3, n).astype(np.float64),
    "p": lambda rng, n: rng.dirichlet([1, 1, 1], n),
}
OF_CATEGORIES = ("categorical_", "gjp_ordered", "ranked_")
# A column that is called as an option is elsewhere.
FIRST_COLUMNS: dict[str, Draw] = {"score": lambda rng, n: rng.random(n)}
# Choices that are tried besides the defaults, and options that keep a call short.
CHOICES: dict[str, tuple[Any, ...]] = {
    "strategy": ("width", "mass"),
    "method": ("corp", "quantile", "width", "unique"),
    "norm": (1, 2, "max"),
    "score": ("brier", "spherical"),
}
# Options that have no default.
NEEDED = {"bounds": (0.0, 1.0), "threshold": 0.3}
SHORT = {"n_resamples": 19, "points": 5, "grid": [0.2, 0.5, 0.9], "bins": 4}
# What chance or a convention adds to a statistic; relations that count rows anew leave it out.
LIMITS = (
    *("lower", "upper", "intervals", "p_value", "draws", "statistic", "n", "count"),
    *("reason", "as_said", "as_said_upper"),  # books are drawn event by event
)
# Parts that are a copy of the rows.
ROWS = ("y", "codes")
# Options whose names mean something else in one function.
METHODS = {"compare": ("bootstrap", "permutation")}

# A weight of 2 is promised to be a repeated row here.
REPEATED = (
    "auc_difference",
    "brier_score",
    "decompose",
    "event_mean",
    "fit_noise",
    "scaled_brier_score",
    "calibration_distances",
    "corp_decomposition",
    "discrimination_curve",
    "expected_calibration_error",
    "log_score",
    "murphy_curve",
    "murphy_decomposition",
    "reliability_curve",
    "roc_auc",
    "roc_curve",
    "smooth_calibration_error",
    "spherical_score",
    "yates_decomposition",
)
# Told with the opposite outcome, these say the same.
MIRRORED = (
    "auc_difference",
    "brier_score",
    "scaled_brier_score",
    "calibration_distances",
    "compare",
    "corp_decomposition",
    "log_score",
    "roc_auc",
    "smooth_calibration_error",
    "spherical_score",
    "spiegelhalter_test",
)
# The rows of these stand in time, so that their order is a part of what is asked.
IN_ORDER = ("betting_sequence", "confidence_sequence", "e_process")
# These take a table of forecasts, a column a forecaster.
POOLED = ("extremize", "fit_pool", "geometric_mean_forecast")
# What comes of these is a list of random draws.
DRAWS = ("corp_resamples",)
# One number a row, in the order of the rows.
BY_ROW = ("pav",)


@dataclass(frozen=True)
class Call:
    """A public function, the columns it takes, and a choice of its options."""

    name: str
    columns: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]

    @property
    def of_categories(self) -> bool:
        """Whether a forecast is a row of probabilities."""
        return self.name.startswith(OF_CATEGORIES)

    @property
    def function(self) -> Callable[..., Any]:
        """The function."""
        return getattr(analysis, self.name)  # type: ignore[no-any-return]

    def __call__(self, columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any result
        """Give the result, or the class of the refusal."""
        given = {name: each for name, each in columns.items() if name in self.columns}
        try:
            return self.function(**given, **dict(self.options))
        except ArgumentError:
            return ArgumentError

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.options)
        return f"{self.name}({shown})"


def generate_calls() -> Iterator[Call]:
    """Read the public signatures, and give every function of columns with each of its choices."""
    for name in sorted(analysis.__all__):
        function = getattr(analysis, name)
        if inspect.isclass(function):
            continue
        known = _columns_of(parameters_of(function))
        if known is not None:
            for options in _choices_of(name, function, known):
                yield Call(name, known, options)
            if "event" in known and not parameters_of(function)["event"]:
                alone = tuple(each for each in known if each != "event")
                yield Call(name, alone, next(_choices_of(name, function, known)))


def parameters_of(function: Callable[..., Any]) -> dict[str, bool]:
    """Name the parameters of a function, and tell which are required; options are named too."""
    found: dict[str, bool] = {}
    for name, one in inspect.signature(function).parameters.items():
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            hint = get_args(get_type_hints(function)[name]) or (get_type_hints(function)[name],)
            found |= dict.fromkeys(getattr(hint[0], "__annotations__", {}), False)
        else:
            found[name] = one.default is inspect.Parameter.empty
    return found


def _columns_of(parameters: dict[str, bool]) -> tuple[str, ...] | None:
    """Give the columns that a function takes, None if it needs something else."""
    found = []
    for name, required in parameters.items():
        if name in COLUMNS or (required and name in FIRST_COLUMNS):
            found.append(name)
        elif required and name not in NEEDED:
            return None
    return tuple(found) if found else None


def _choices_of(
    name: str, function: Callable[..., Any], columns: tuple[str, ...]
) -> Iterator[tuple[tuple[str, Any], ...]]:
    parameters = parameters_of(function)
    names = [each for each in parameters if each not in columns]
    short = tuple((each, value) for each, value in SHORT.items() if each in names)
    short += tuple((each, NEEDED[each]) for each in names if each in NEEDED and parameters[each])
    yield short
    for option in names:
        choices = METHODS.get(name, ()) if option == "method" else CHOICES.get(option, ())
        if option == "method" and name not in METHODS and name != "reliability_curve":
            continue
        for choice in choices:
            yield (*short, (option, choice))


def draw_columns(call: Call, seed: int) -> Columns:
    """Draw a table of ten rows or so."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 14))
    drawn = COLUMNS | FIRST_COLUMNS | (CATEGORIES if call.of_categories else {})
    return {name: drawn[name](rng, n) for name in call.columns}


def add_weightless_rows(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that a weight of 0 is an absent row."""
    other = draw_columns(call, 999)
    other = {name: each[:4] for name, each in other.items()} | {"weight": np.zeros(4)}
    if "event" in columns:
        other["event"] = np.array([-7, -8, 1, 99])
    order = np.random.default_rng(5).permutation(columns["weight"].size + 4)
    longer = {name: np.concatenate([other[name], each])[order] for name, each in columns.items()}
    kept = np.flatnonzero(longer["weight"] > 0)
    shorter = {name: each[kept] for name, each in longer.items()}
    found, expected = call(longer), call(shorter)
    if call.name in BY_ROW and found is not ArgumentError:
        found = found[kept]
    return found, expected


def leave_out_equal_weights(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that no weights are weights of one."""
    if parameters_of(call.function)["weight"]:
        return None, None  # they cannot be left out
    plain = {name: each for name, each in columns.items() if name != "weight"}
    ones = plain | {"weight": np.ones(columns["weight"].size)}
    return call(ones), call(plain)


def repeat_rows(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that a weight of 2 is a repeated row, whatever it does to limits."""
    often = columns["weight"].astype(np.intp)
    rows = np.repeat(np.arange(often.size), often)
    repeated = {name: each[rows] for name, each in columns.items() if name != "weight"}
    # rows whose events nobody named are events of their own, a repeated one too
    beside = (*LIMITS, "weight", *(() if "event" in columns else ("events",)))
    return leave_out(call(columns), beside), leave_out(call(repeated), beside)


def shuffle_rows(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that the order of the rows says nothing."""
    order = np.random.default_rng(3).permutation(next(iter(columns.values())).size)
    found, expected = call({name: each[order] for name, each in columns.items()}), call(columns)
    if call.name in BY_ROW and expected is not ArgumentError:
        expected = expected[order]
    return leave_out(found, LIMITS + ROWS), leave_out(expected, LIMITS + ROWS)


def rename_events(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that an event may have any name: a text, a long number, a time."""
    names = [2**60 + 1, "1", 1, "a\0", "a", 1.5, np.datetime64("2024-12-08"), (2, 3), b"1", True]
    place = np.unique(columns["event"], return_inverse=True)[1]
    first = np.unique(place, return_index=True)[1].argsort().argsort()
    mixed = np.empty(place.size, dtype=object)
    for row, code in enumerate(place):
        mixed[row] = names[int(first[code])]
    found = call(columns | {"event": mixed})
    return leave_out(found, LIMITS), leave_out(call(columns), LIMITS)


def number_events_far_up(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that long numbers which doubles cannot tell apart are events apart."""
    found = call(columns | {"event": columns["event"].astype(np.int64) + 2**60})
    return leave_out(found, LIMITS), leave_out(call(columns), LIMITS)


def omit_missing_rows(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that a row whose outcome is missing is an absent row, where that is asked for."""
    if "missing" not in parameters_of(call.function):
        return None, None  # what is missing is refused
    omitting = Call(call.name, call.columns, (*call.options, ("missing", "omit")))
    y = columns["y"].copy()
    y[2] = np.nan
    fewer = {name: np.delete(each, 2, axis=0) for name, each in columns.items()}
    found = omitting(columns | {"y": y})
    return leave_out(found, LIMITS + ROWS), leave_out(omitting(fewer), LIMITS + ROWS)


def mirror_outcomes(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that what does not happen with 1 - p is what happens with p."""
    turned = {name: 1 - columns[name] for name in ("y", "p", "q") if name in columns}
    return leave_out(call(columns | turned), LIMITS), leave_out(call(columns), LIMITS)


def stand_a_column_up(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that a column against a row is refused."""
    first = call.columns[0]
    if len(call.columns) == 1 or columns[call.columns[1]].ndim > 1:
        return None, None  # nothing stands against it
    return call(columns | {first: columns[first][:, np.newaxis]}), ArgumentError


def change_containers(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that lists, arrays and columns of pandas, polars and pyarrow say the same."""
    made: list[Callable[[npt.NDArray[Any]], Any]] = [
        list,
        lambda each: each.tolist(),
        pd.Series,
        lambda each: pd.Series(each).convert_dtypes(),
        pl.Series,
        pa.array,
        lambda each: np.array(each, dtype=object),
        lambda each: np.ma.array(each, mask=False),
    ]
    # three of them at a time, those of categories as lists alone
    some = np.random.default_rng(int(columns[call.columns[0]].sum() * 1e6)).permutation(len(made))
    made = made[1:2] if call.of_categories else [made[place] for place in some[:3]]
    expected = call(columns)
    found = [call({name: make(each) for name, each in columns.items()}) for make in made]
    return found, [expected] * len(made)


def hide_an_event(call: Call, columns: Columns) -> tuple[Any, Any]:
    """Try that an event that is masked, None, NaN or NA is missing."""
    texts = [f"e{each}" for each in columns["event"]]
    hidden: list[Any] = [
        np.ma.array(columns["event"], mask=np.arange(len(texts)) == 1),
        *([texts[0], absent, *texts[2:]] for absent in (None, float("nan"), pd.NA, pd.NaT)),
        pd.Series([1, None, *columns["event"][2:]], dtype="Int64"),
        pl.Series([1, None, *columns["event"][2:].tolist()]),
    ]
    found = [call(columns | {"event": each}) for each in hidden]
    return found, [ArgumentError] * len(hidden)


@dataclass(frozen=True)
class Relation:
    """A change of columns, those it needs, and the functions for which it is promised."""

    change: Callable[[Call, Columns], tuple[Any, Any]]
    needs: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def holds_for(self, call: Call) -> bool:
        """Whether the relation is promised for a call."""
        promised = not self.only or call.name in self.only
        return promised and call.name not in self.never and {*self.needs} <= {*call.columns}


RELATIONS = {
    "weight 0 is an absent row": Relation(add_weightless_rows, ("weight",)),
    "no weights are ones": Relation(leave_out_equal_weights, ("weight",)),
    "weight 2 is a repeated row": Relation(repeat_rows, ("weight",), only=REPEATED),
    "order of rows": Relation(shuffle_rows, never=IN_ORDER),
    "names of events": Relation(rename_events, ("event",), never=DRAWS),
    "long numbers of events": Relation(number_events_far_up, ("event",), never=DRAWS),
    "missing outcomes": Relation(omit_missing_rows, ("y",), never=BY_ROW),
    "opposite outcomes": Relation(mirror_outcomes, ("y", "p"), only=MIRRORED),
    "a column against a row": Relation(stand_a_column_up, never=POOLED),
    "containers": Relation(change_containers),
    "missing events": Relation(hide_an_event, ("event",)),
}


def check_relation(relation: str, call: Call, seed: int) -> None:
    """Try a relation on a random table; a failure prints the call and the table."""
    columns = draw_columns(call, seed)
    found, expected = RELATIONS[relation].change(call, columns)
    table = "\n".join(f"{name:8}{each.tolist()}" for name, each in columns.items())
    said = f"{relation}: {call}\n{table}\nfound    {found!r}\nexpected {expected!r}"
    assert _alike(numbers_in(found), numbers_in(expected)), said


def leave_out(result: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any result
    """Give a result without some of its parts."""
    if is_dataclass(result) and not isinstance(result, type):
        kept = {each.name: getattr(result, each.name) for each in fields(result)}
        return leave_out(kept, names)
    if isinstance(result, dict):
        return {k: leave_out(v, names) for k, v in result.items() if k not in names}
    if isinstance(result, pd.DataFrame):
        return result.drop(columns=[name for name in names if name in result])
    return result


def numbers_in(result: Any) -> list[Any]:  # noqa: ANN401 - any result
    """Give every number of a result in one list."""
    if is_dataclass(result) and not isinstance(result, type):
        result = {each.name: getattr(result, each.name) for each in fields(result)}
    if isinstance(result, dict):
        return [each for name in sorted(result) for each in numbers_in(result[name])]
    if isinstance(result, pd.DataFrame):
        return numbers_in(result.to_dict("list"))
    if isinstance(result, list | tuple):
        return [each for part in result for each in numbers_in(part)]
    if isinstance(result, np.ndarray):
        return list(result.ravel().tolist())
    return [result]


def _alike(found: list[Any], expected: list[Any]) -> bool:
    if len(found) != len(expected):
        return False
    return all(_same(one, other) for one, other in zip(found, expected, strict=True))


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - parts of any result
    if isinstance(one, int | float) and isinstance(other, int | float):
        return bool(np.isclose(one, other, rtol=1e-9, atol=1e-11, equal_nan=True))
    return bool(one == other)


CALLS = list(generate_calls())
PAIRS = [
    (relation, call)
    for relation, each in RELATIONS.items()
    for call in CALLS
    if each.holds_for(call)
]


# The first call of each function is tried at once, its other choices among the long tests.
FIRST_PAIRS = list(
    {(relation, call.name): (relation, call) for relation, call in PAIRS[::-1]}.values()
)


@pytest.mark.parametrize(
    ("relation", "call"), FIRST_PAIRS, ids=[f"{r}-{c}{len(c.columns)}" for r, c in FIRST_PAIRS]
)
@settings(max_examples=1, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_relation(relation: str, call: Call, seed: int) -> None:
    check_relation(relation, call, seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("relation", "call"), PAIRS, ids=[f"{r}-{c}{len(c.columns)}" for r, c in PAIRS]
)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_relation_on_more_tables(relation: str, call: Call, seed: int) -> None:
    check_relation(relation, call, seed)


def test_most_statistics_of_rows_take_part() -> None:
    names = {call.name for call in CALLS}
    assert len(names) >= 30
    assert {"compare", "corp_decomposition", "horizon_curve", "roc_auc", "fit_bins"} <= names


def keep_weightless_rows(*_: object) -> None:
    return None


def as_texts(values: npt.ArrayLike, shape: object, name: str, *, rows: Any = None) -> Any:  # noqa: ANN401, ARG001
    """Give labels numbers by the texts that NumPy makes of them."""
    flat = np.asarray(values).astype(str).ravel()
    found, codes = np.unique(flat if rows is None else flat[rows], return_inverse=True)
    return codes, found.tolist()


def as_doubles(values: npt.ArrayLike, shape: object, name: str, *, rows: Any = None) -> Any:  # noqa: ANN401, ARG001
    """Give labels numbers by the doubles next to them."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    found, codes = np.unique(flat if rows is None else flat[rows], return_inverse=True)
    return codes, found.tolist()


def edges_of_first_row(p: Any, *_: object) -> Any:  # noqa: ANN401
    """Put inner edges beside quarters, on a side that the first row decides."""
    return np.array([0.25, 0.5, 0.75]) + (1e-9 if p[0] > 0.5 else -1e-9)


def linear_edges(p: Any, weight: Any, ranks: Any) -> Any:  # noqa: ANN401
    """Take linear quantiles where weights are equal, and others where they are not."""
    if (weight == weight[0]).all():
        return np.quantile(p, ranks)
    return np.quantile(p, ranks, weights=weight, method="inverted_cdf")


FAULTS: dict[str, tuple[str, Any, str, Callable[..., Any]]] = {
    "rows of weight 0 count": (
        "weight 0 is an absent row",
        sample,
        "_rows_that_count",
        keep_weightless_rows,
    ),
    "equal weights are weights": (
        "no weights are ones",
        sample,
        "_differ",
        lambda weights, _: weights.strides != (0,),
    ),
    "bins follow no weights": (
        "weight 2 is a repeated row",
        bins,
        "_equal_mass_edges",
        linear_edges,
    ),
    "events are texts": ("names of events", None, "", as_texts),
    "events are doubles": ("long numbers of events", None, "", as_doubles),
    "the first row decides what lies on an edge": (
        "order of rows",
        bins,
        "_inner_edges",
        edges_of_first_row,
    ),
    "a column is multiplied out": (
        "a column against a row",
        arguments,
        "_refuse_outer_product",
        lambda *_: None,
    ),
    "masks are not seen": (
        "missing events",
        labels,
        "_fill_masked",
        np.ma.getdata,
    ),
    "a missing value is a name": (
        "missing events",
        labels,
        "is_missing_label",
        lambda label: label is None,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_planted_faults_are_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    relation, module, name, wrong = FAULTS[fault]
    if module is None:
        monkeypatch.setattr("brierbook.analysis.numeric.events.number_labels", wrong)
    else:
        monkeypatch.setattr(module, name, wrong)
    calls = [call for call in CALLS if RELATIONS[relation].holds_for(call)]
    assert any(is_broken(relation, call, seed) for call in calls for seed in range(3))


def is_broken(relation: str, call: Call, seed: int) -> bool:
    """Tell whether a relation fails, in whatever way."""
    try:
        check_relation(relation, call, seed)
    except Exception:  # noqa: BLE001 - a planted fault may show itself in any way
        return True
    return False
