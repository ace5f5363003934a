"""What a plan does to people, in figures: each with its formula and source, counted from the tables and the plan.

Nothing here knows the model or a solver. Everything is whole numbers and fractions until it is shown.
"""

from pairing.metrics.record import metrics

__all__ = ["metrics"]
