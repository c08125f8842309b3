# %% [markdown]
# # Syria, December 2024: the analysis behind the report
#
# The same numbers as `reports/syria-2024-12/`, through the public interface, as a place to go on
# from. Opens as a notebook in editors that know percent cells; runs from the top to the bottom.

# %%
import numpy as np

import brierbook as bb

book = bb.open_book(bb.find_workspace())
print(f"{book.header.name}: {len(book.lines)} entries, root {book.root[:16]}")

# %% [markdown]
# Every forecast with what became of it. `primary` readings are scored; other horizons and readings
# of the same claim are kept for comparison.

# %%
forecasts = bb.forecast_table(book)
print(forecasts.groupby(["reading", "status"]).size().to_string())

# %% [markdown]
# The forecasts that count. Weights make every event count once; `brier` is the score of the mean of
# what the words may mean, `brier_expected` the expectation over it.

# %%
scored = bb.with_scores(bb.scored_forecasts(forecasts))
columns = ["proposition", "event", "phrase", "p", "y", "weight", "brier", "brier_expected"]
print(scored[columns].round(3).to_string(index=False))

# %%
by_event = scored.groupby("event").agg(said=("p", "mean"), happened=("y", "mean"))
print(by_event.round(2).to_string())
print("mean Brier score:", round(float(np.average(scored["brier"], weights=scored["weight"])), 3))

# %% [markdown]
# What such forecasts deserve: the posterior of the recalibration, an ArviZ `DataTree`.

# %%
posterior = bb.fit_recalibration(scored)
print(
    bb.tabulate_deserved(posterior, np.array([0.1, 0.3, 0.5, 0.7, 0.9]))
    .round(2)
    .to_string(index=False)
)
