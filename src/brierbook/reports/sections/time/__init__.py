"""Sections on time: on what basis it is known, how long forecasts stood, what waits.

Each module writes one section; the report asks for them by name.
"""
