"""Models that are no single curve: ability, pools, base rates, bins, information, words.

Each has one `fit_NAME` as its door and a result that tells what it rests on.
"""
