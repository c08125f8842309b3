"""From a document in English, Ukrainian or Russian to a queue of statements that a person reviews.

``engine`` finds candidate statements in a text with cues that are data, ``documents`` takes texts
out of files and pages, ``review`` keeps the queue and what was decided, ``readers`` lets other
programs propose candidates. Everything beyond the standard library is in the extra ``[read]`` and
is imported when it is used.
"""
