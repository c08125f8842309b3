"""The one line that logs a forecast: its parts, and which of them is what.

:mod:`~brierbook.forecasts.lines.grammar` is the door. A line is cut into parts (``splitting``),
which say what their words could be; ``layout`` tells those before, within and behind the sentence;
``confidence``, ``deadline`` and ``text`` decide what they are here.
"""
