"""Figures, one module each; every one gives its table and its alt text."""
