"""When forecasts stood, which of them count yet, and for how much.

The doors are `cohorts.cohort`, from which claims, curves and gates start, and `choices.choose`,
which gives the rows of a score by the standing that is asked for.
"""
