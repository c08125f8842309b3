"""Bayesian calibration: what a forecast, a forecaster or a word deserves, with its uncertainty."""
