"""Options, numbers and days: scored beside yes-or-no questions, and never in one mean with them.

The door is `kind_scores`, which scores a book by kind; `kind_losses` scores one forecast.
"""
