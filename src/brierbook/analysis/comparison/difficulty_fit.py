"""Scores as the sum of a forecaster and a question, by least squares."""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.comparison.panel_sums import LinearStatistics
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.panel import Panel

__all__ = ["DifficultyFit"]


@dataclass(frozen=True, eq=False)
class DifficultyFit:
    """What is needed to fit any scores on the same answers.

    Forecasters are eliminated, which leaves one equation for each question: there are mostly fewer
    of these. They determine difficulties up to a constant; adding a constant matrix chooses the
    solution with sum 0, and the mean difficulty is then taken off.

    Attributes
    ----------
    weight, part : ndarray, shape (forecasters, questions)
        Weights of answers, and what part of the weight of a forecaster each has.
    inverse : ndarray, shape (questions, questions)
        Takes what questions get more than forecasters do on the mean to difficulties with mean 0.
    """

    weight: Floats
    part: Floats
    inverse: Floats

    @classmethod
    def of(cls, panel: Panel) -> "DifficultyFit":
        """Solve the equations of the questions of a panel once."""
        weight = panel.weight
        part = weight / weight.sum(axis=1, keepdims=True)
        matrix = np.diag(weight.sum(axis=0)) - weight.T @ part
        solved = np.linalg.inv(matrix + weight.sum() / len(matrix) ** 2)
        mean = weight.sum(axis=0) / panel.answered.sum(axis=0)
        return cls(weight, part, solved - mean / mean.sum() @ solved)

    def difficulties(self, score: Floats) -> Floats:
        """Give how much more than on the mean question is lost on each."""
        mean = (self.part * score).sum(axis=1)
        right = (self.weight * (score - mean[:, None])).sum(axis=0)
        return np.asarray(self.inverse @ right)

    def apply(self, score: Floats) -> Floats:
        """Say what each question adds to the adjusted scores of all forecasters.

        A question has a right side of its own: its losses, less what they add to the means.
        """
        added = self.part * score
        right = np.diag((self.weight * score).sum(axis=0)) - self.weight.T @ added
        return np.asarray(added - self.part @ (self.inverse @ right))

    def rest(self, score: Floats) -> Floats:
        """Say what each question adds with what the fit leaves of the scores."""
        difficulty = self.difficulties(score)
        ability = (self.part * (score - difficulty)).sum(axis=1)
        return self.apply(np.where(self.weight > 0, score - ability[:, None] - difficulty, 0.0))

    def absolute(self) -> Floats:
        """Sum the absolute coefficients that the scores on a question have."""
        path = self.part @ self.inverse
        shared, found = path @ self.weight.T, np.empty(self.part.shape)
        for question, (own, weight) in enumerate(zip(self.part.T, self.weight.T, strict=True)):
            there = np.flatnonzero(weight)
            coefficient = shared[:, there] * own[there]
            coefficient -= path[:, question, None] * weight[there]
            coefficient[there, np.arange(there.size)] += own[there]
            found[:, question] = np.abs(coefficient, out=coefficient).sum(axis=1)
        return found

    def statistics(self) -> LinearStatistics:
        """Describe the adjusted scores as sums over questions."""
        return LinearStatistics(self.apply, self.absolute, self.rest)
