"""The one rule for limits: a weighted bootstrap of events with an unseen one at its bound.

`event_mean` and `mean_losses` are the doors for means, `bounded_sum` is the rule, `ranges` says
what an event could have been, `joint_limits` holds many limits at once, `as_said` is what
distances have instead.
"""
