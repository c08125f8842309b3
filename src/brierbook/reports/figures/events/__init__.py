"""The figure of events: what was said of each beside what happened, with a quote."""
