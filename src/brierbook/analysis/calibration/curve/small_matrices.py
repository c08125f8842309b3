"""Cholesky factors of very many very small matrices, which stand first: shape (n, n, ...)."""

import numpy as np

from brierbook.analysis.numeric.arguments import Booleans, Floats

__all__ = ["cholesky_factors"]


def cholesky_factors(matrix: Floats, least: float = 0.0) -> tuple[Floats, Booleans]:
    """Give the lower factors, and which matrices have pivots above the least; else they are 1."""
    n = matrix.shape[0]
    root = np.zeros_like(matrix)
    good = np.ones(matrix.shape[2:], dtype=np.bool_)
    for j in range(n):
        pivot = matrix[j, j] - (root[j, :j] ** 2).sum(axis=0)
        fine = pivot > least
        good &= fine
        root[j, j] = np.sqrt(np.where(fine, pivot, 1.0))
        for i in range(j + 1, n):
            root[i, j] = (matrix[i, j] - (root[i, :j] * root[j, :j]).sum(axis=0)) / root[j, j]
    return root, good


def solve_lower(root: Floats, right: Floats) -> Floats:
    """Solve L v = r for v, of shape (n, ...)."""
    found = np.empty(np.broadcast_shapes(root[0].shape, right.shape))
    for i in range(root.shape[0]):
        found[i] = (right[i] - (root[i, :i] * found[:i]).sum(axis=0)) / root[i, i]
    return found


def solve_upper(root: Floats, right: Floats) -> Floats:
    """Solve L' v = r for v, of shape (n, ...)."""
    found = np.empty(np.broadcast_shapes(root[0].shape, right.shape))
    for i in reversed(range(root.shape[0])):
        found[i] = (right[i] - (root[i + 1 :, i] * found[i + 1 :]).sum(axis=0)) / root[i, i]
    return found


def log_determinant(root: Floats) -> Floats:
    """Give the logarithm of the determinant of L L'."""
    diagonal = [np.log(root[i, i]) for i in range(root.shape[0])]
    total: Floats = 2 * np.sum(diagonal, axis=0)
    return total
