"""Everything that knows a book: its forecasts as tables, scored, grouped, beside baselines.

The doors are `forecast_rows`, the one typed table of a book, and `score_table`.
"""
