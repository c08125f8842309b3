"""Distributions to forecast numbers with: frozen records of parameters, their domains and formulas.

Give one to `crps`, `log_score`, `pit` or `quantile`. Parameters are numbers or arrays, which
broadcast against the outcomes; a NaN in a parameter makes the forecast missing.
"""
