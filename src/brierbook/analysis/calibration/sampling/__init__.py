"""Draws and whether they can be trusted: NUTS, importance sampling, diagnostics, the prior's part.

Nothing here knows which model is sampled.
The doors are `draws` and `posterior_sampling`.
"""
