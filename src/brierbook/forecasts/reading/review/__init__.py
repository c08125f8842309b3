"""The queue of candidate statements, and what a person decides of each.

The door is :class:`brierbook.forecasts.reading.review.queue.ReviewQueue`; the deeds are in
``deeds``. Candidates are kept beside the book, decisions are entries of the book.
"""
