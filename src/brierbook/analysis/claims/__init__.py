"""What a report may claim: tests and intervals of which the rate of false claims is known.

The doors are `gap_test`, `watch_gap`, `judge_correction` and `pooled_time_score`.
"""
