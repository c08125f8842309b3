"""Figures of options, numbers and days, each kind by itself."""
