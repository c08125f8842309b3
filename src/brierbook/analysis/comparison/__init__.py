"""Whether one forecaster is better than another, at one look or at every look.

It takes arrays of losses or of forecasts and gives differences with their uncertainty.
The doors are `compare`, `leaderboard` and `confidence_sequence`.
"""
