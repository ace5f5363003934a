"""What if: the cost of forcing a link, who would move, what one more place is worth, what would turn a no into a yes.

Everything is counted as a vector of losses, one entry for each goal in their order, and vectors are compared from the
first entry on. Where limits and goals are a network all of it is exact; a :class:`~pairing.forcing.residual.Residual`,
made once, answers every question about one plan.
"""
