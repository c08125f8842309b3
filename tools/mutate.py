"""Plant small faults in modules, one at a time, and see which their tests find.

    python tools/mutate.py                                            # the modules below
    python tools/mutate.py brierbook.analysis.numeric.pav --tests tests/analysis/numeric/test_pav.py

A fault changes a comparison, an operator, a condition, a constant, min to max or any to all, or
drops a call. It is found by the examples of the module or by the tests that are named for it. Each
is tried in a process of its own, forked from one that has loaded the libraries; a fault that makes
the tests take three times as long counts as found.
"""

import argparse
import ast
import copy
import doctest
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process that forks has one thread

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("hypothesis", "mpmath", "numpy", "pytest", "scipy.special", "scipy.stats")
# bands and limits first; the tests of each
MODULES = {
    "analysis.numeric.limits.bounded_sum": ("analysis/numeric/limits/test_bounded_sum",),
    "analysis.numeric.limits.bounded_mean": (
        "analysis/numeric/limits/test_bounded_sum",
        "analysis/numeric/limits/test_event_mean",
    ),
    "analysis.numeric.limits.event_mean": ("analysis/numeric/limits/test_event_mean",),
    "analysis.numeric.limits.gamma_sums": ("analysis/numeric/limits/test_gamma_sums",),
    "analysis.reliability.curve": ("analysis/reliability/test_curve",),
    "analysis.reliability.bin_limits": (
        "analysis/reliability/test_calibration_error",
        "analysis/reliability/test_curve",
    ),
    "analysis.numeric.pav": ("analysis/numeric/test_pav",),
    "analysis.scores.formulas.crps_real": (
        "analysis/scores/test_crps",
        "analysis/scores/test_crps_domain",
    ),
    "forecasts.rules.timing": (
        "forecasts/rules/test_after_the_fact",
        "forecasts/rules/test_standing",
    ),
    "forecasts.integrity.leaves": (
        "forecasts/integrity/test_commitments",
        "forecasts/entries/test_version_1",
        "forecasts/store/test_redacting",
    ),
    "forecasts.integrity.merkle": (
        "forecasts/integrity/test_merkle",
        "forecasts/integrity/test_proofs",
    ),
    "forecasts.lines.sentence.confidence": (
        "forecasts/lines/test_grammar",
        "forecasts/lines/test_typed",
    ),
}
FAILS, PASSES, SLOW = "found", "SURVIVED", "found (too slow)"
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}
WORDS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def faults_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may be replaced by."""
    changed = copy.deepcopy(node)
    if isinstance(changed, ast.Compare) and type(changed.ops[0]) in COMPARISONS:
        changed.ops[0] = COMPARISONS[type(changed.ops[0])]()
        yield changed
    elif isinstance(changed, ast.BinOp) and type(changed.op) in OPERATORS:
        changed.op = OPERATORS[type(changed.op)]()
        yield changed
    elif isinstance(changed, ast.BoolOp):
        changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
        yield changed
    elif isinstance(changed, ast.If | ast.IfExp):
        changed.test = ast.UnaryOp(ast.Not(), changed.test)
        yield changed
    elif isinstance(changed, ast.Constant) and _is_number(changed.value):
        yield ast.Constant(changed.value + 1)
    elif isinstance(changed, ast.Name) and changed.id in WORDS:
        changed.id = WORDS[changed.id]
        yield changed
    elif isinstance(changed, ast.Expr) and isinstance(changed.value, ast.Call):
        yield ast.Pass()


class Planter(ast.NodeTransformer):
    """Replace the node at one place of the walk."""

    def __init__(self, place: int) -> None:
        self.place, self.at = place, -1
        self.said = ""

    def visit(self, node: ast.AST) -> ast.AST:
        """Count a node that may be changed, and change the one that was asked for."""
        if isinstance(node, ast.FunctionDef) and any(
            "overload" in ast.unparse(d) for d in node.decorator_list
        ):
            return node
        for fault in faults_of(node):
            self.at += 1
            if self.at == self.place:
                line = getattr(node, "lineno", 0)
                self.said = (
                    f"line {line}: {ast.unparse(node)[:60]!r} -> {ast.unparse(fault)[:60]!r}"
                )
                return ast.copy_location(fault, node)
        return super().generic_visit(node)


def plant(source: str, place: int) -> tuple[str, str]:
    """Give the source with one fault, and what it is."""
    planter = Planter(place)
    tree = planter.visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree)), planter.said


def count_places(source: str) -> int:
    """Count where a fault may be planted."""
    planter = Planter(-2)
    planter.visit(ast.parse(source))
    return planter.at + 1


@dataclass(frozen=True)
class Trial:
    """A copy of the package, the module in it that is spoilt, and what should find the fault."""

    copied: Path
    module: str
    tests: list[str]
    seed: int

    @property
    def path(self) -> Path:
        """The file of the module in the copy."""
        return self.copied.joinpath(*self.module.split(".")).with_suffix(".py")

    def run(self, limit: int) -> tuple[str, float]:
        """Run examples and tests in a process of their own; give what came out, and its seconds."""
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            signal.alarm(20 * limit)  # for what waits and does nothing
            os._exit(self._fails())
        _, status, usage = os.wait4(child, 0)
        result = SLOW if os.WIFSIGNALED(status) else FAILS if status else PASSES
        return result, usage.ru_utime + usage.ru_stime

    def _fails(self) -> bool:
        """Tell whether an example or a test fails; what they print is of no interest."""
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(self.copied))
        try:
            module = importlib.import_module(self.module)
        except Exception:  # noqa: BLE001  # whatever a fault does
            return True
        return bool(doctest.testmod(module).failed) or self._tests_fail()

    def _tests_fail(self) -> bool:
        import pytest

        options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider"]
        loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # before the fork
        examples = ["--hypothesis-profile=faults", f"--hypothesis-seed={self.seed}"]
        return bool(self.tests) and bool(pytest.main([*options, *loaded, *examples, *self.tests]))


def register_profile() -> None:
    """Have properties fail at the first example, which nobody reads."""
    from hypothesis import Phase, settings

    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("faults", phases=phases, deadline=None, database=None)


def try_module(trial: Trial, mutants: int) -> tuple[int, int]:
    """Plant faults in a module, tell of each that survived, and count the found and all."""
    source = trial.path.read_text(encoding="utf-8")
    result, seconds = trial.run(600)
    if result != PASSES:
        print(f"{trial.module}: the tests fail before any fault is planted", flush=True)
        return 0, 1
    limit = round(3 * seconds) + 5
    places = list(range(count_places(source)))
    chosen = random.Random(trial.seed).sample(places, min(mutants, len(places)))  # noqa: S311  # no secret
    found = sum(is_found(trial, source, place, limit) for place in chosen)
    trial.path.write_text(source, encoding="utf-8")
    return found, len(chosen)


def is_found(trial: Trial, source: str, place: int, limit: int) -> bool:
    """Plant one fault; tell of it if it survives."""
    text, said = plant(source, place)
    trial.path.write_text(text, encoding="utf-8")
    result, _ = trial.run(limit)
    if result != FAILS:
        print(f"    {result}: {said}", flush=True)
    return result != PASSES


def read_arguments() -> argparse.Namespace:
    """Read what is asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("modules", nargs="*", default=[f"brierbook.{name}" for name in MODULES])
    parser.add_argument("--tests", nargs="*", help="the tests of the modules named, as for pytest")
    parser.add_argument("--mutants", type=int, default=25, help="of each module")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def tests_of(module: str) -> list[str]:
    """Name the tests of a module that is listed."""
    found = MODULES.get(module.removeprefix("brierbook."), ())
    return [str(ROOT / "tests" / f"{name}.py") for name in found]


def main() -> None:
    """Plant, run, count; the exit code is 1 if in a module more than one in twenty survived."""
    asked = read_arguments()
    for name in LIBRARIES:
        importlib.import_module(name)
    register_profile()
    os.chdir(ROOT)
    print(f"seed {asked.seed}")
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src" / "brierbook", Path(folder) / "brierbook")
        for module in asked.modules:
            tests = asked.tests or tests_of(module)
            found, tried = try_module(Trial(Path(folder), module, tests, asked.seed), asked.mutants)
            print(f"{module}: {found} of {tried} found", flush=True)
            bad |= tried - found > tried / 20
    sys.exit(bad)


if __name__ == "__main__":
    main()
