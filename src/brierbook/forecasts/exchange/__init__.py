"""Records of other programs into the book, and the book into theirs.

A format reads files into rows (`rows`), of which `gathering` keeps what can be kept; `importing`
makes them into entries, once for each id of their source.
"""
