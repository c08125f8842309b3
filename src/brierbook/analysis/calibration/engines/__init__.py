"""How a posterior of a curve is computed: on a grid, by quadrature, by NUTS; and who decides which.

The door is `calibrator`; `engine` chooses, and says why.
"""
