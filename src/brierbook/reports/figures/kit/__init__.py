"""What figures are made of: axes, history of a forecast, groups, the drawing itself.

Nothing here knows a single figure. The door is `drawing`.
"""
