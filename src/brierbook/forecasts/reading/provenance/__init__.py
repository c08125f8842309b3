"""Where statements stand and what came of them, in the forms of the web.

``annotations`` writes W3C Web Annotations, ``claim_reviews`` schema.org ClaimReview.
"""
