"""What a forecast of 70 % really deserves: Bayesian models of calibration, and their engines."""
