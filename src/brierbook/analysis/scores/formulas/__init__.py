"""Formulas of distributions in NumPy and SciPy alone, without checks: arrays in, arrays out.

The CRPS of F at y is the integral of F(x)^2 below y and of (1 - F(x))^2 above it. Its textbook
closed forms are sums in which nearly equal terms cancel where a distribution is narrow, far away
or nearly a point; each form here is arranged, or chosen by its arguments, so that its digits stay.
The records in `brierbook.analysis.scores.distributions` are the door.
"""
