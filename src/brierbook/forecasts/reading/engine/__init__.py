"""The engine that finds candidate statements: cues as data, morphology, clauses, horizons.

The door is :func:`brierbook.forecasts.reading.engine.reader.read_text`.
"""
