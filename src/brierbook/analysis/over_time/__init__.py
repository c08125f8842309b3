"""Scores of forecasts that were revised: what stood when, and for how long.

The doors are `time_average` for series of one question and `timeline` for what stood at an instant.
"""
