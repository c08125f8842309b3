"""What every statistic takes and gives: checked arguments, events, bins, pooling, limits.

Nothing here knows a score, a model or a book; the other rooms of analysis build on it.
The door is `arguments` for what a caller passes and `estimate` for a number with its limits.
"""
