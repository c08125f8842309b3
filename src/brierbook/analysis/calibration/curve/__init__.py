"""The kernel logit q = a + b logit p with its extensions: samples, likelihoods, priors, posteriors.

It says what a posterior of a curve is; how one is computed is in `engines`.
The doors are `sample` and `posterior`.
"""
