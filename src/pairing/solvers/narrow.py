"""Smaller problems that still hold the plans worth looking for: by what the relaxation settled, and by reduced cost."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from pairing.bound import Pieces
from pairing.model import Problem
from pairing.solvers.program import F64, Program

_WHOLE = 1e-6


def settled(problem: Problem, program: Program, values: F64, *, uses_only: bool = False) -> Problem:
    """The problem with everything fixed that is whole in ``values``: which links are used, and their small amounts.

    Searching what is left is the relaxation enforced neighbourhood of Berthold (2014). With ``uses_only`` the uses are
    fixed as they are nearest, and all amounts stay open.
    """
    has_use = program.use_column >= 0
    use = values[program.use_column]
    amount = values[program.amount_column] * program.amount_size
    firm = np.abs(use - np.rint(use)) < _WHOLE
    least = np.maximum(problem.lower, np.maximum(problem.minimum, 1))
    unused = has_use & (use < 0.5) & (firm | uses_only)
    used = has_use & (use >= 0.5) & (firm | uses_only)
    lower = np.where(used, np.minimum(least, problem.upper), problem.lower)
    upper = np.where(unused, 0, problem.upper)
    small = (program.amount_size == 1) & ~has_use & (np.abs(amount - np.rint(amount)) < _WHOLE) & (not uses_only)
    whole = np.rint(amount).astype(np.int64)
    return replace(problem, lower=np.where(small, whole, lower), upper=np.where(small, whole, upper))


def by_reduced_cost(narrowed: Problem, priced: Pieces, worth: int | Fraction) -> Problem:
    """The problem without plans that the prices show to be worth less than ``worth`` at the priced level.

    A link whose use costs more than the whole gap is closed; one that must be used for the gap to hold is opened for
    good. Exact: ``worth`` itself stays within reach.
    """
    slack = int((priced.total - worth * priced.units) // 1)
    optional = narrowed.lower == 0
    close = optional & (priced.best - priced.used > slack)
    keep = optional & ~close & (priced.best > slack) & (narrowed.upper > 0)
    least = np.minimum(np.maximum(narrowed.minimum, 1), narrowed.upper)
    return replace(narrowed, lower=np.where(keep, least, narrowed.lower), upper=np.where(close, 0, narrowed.upper))
