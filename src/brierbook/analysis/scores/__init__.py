"""Proper scores of single forecasts, one family a module.

Each function takes outcomes first, then what was said, and gives a loss.
The door is the public surface of `brierbook.analysis`; formulas stand beside their checks.
"""
