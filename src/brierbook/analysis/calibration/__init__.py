"""What forecasts like these deserve: posteriors of curves from what was said to what it is worth.

Arrows run sampling <- curve <- engines, and sampling <- models.
The door is `engines.calibrator`; models that are no curve are in `models`.
"""
