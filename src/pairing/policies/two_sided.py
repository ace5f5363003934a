"""What the procedures on two-sided markets share: the market that an ask is, and the plan that comes of a wish.

A procedure that has a meaning for some programmes only leaves the others to deferred acceptance, and says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from pairing.model import I64, Bools, group_sums, violations
from pairing.policies.ask import Ask, Chosen, Unfit
from pairing.policies.completed import completed
from pairing.policies.walk import by_need, lots, walk
from pairing.solvers.acceptance import Market, blocking_pairs, deferred_acceptance


@dataclass(frozen=True, eq=False)
class Lots:
    """One lot for each need and each resource: the smaller comes first wherever the other side likes both alike."""

    need: I64
    resource: I64

    @property
    def fingerprint(self) -> str:
        """The same for the same lots, and hardly ever else."""
        return hashlib.sha256(self.need.tobytes() + self.resource.tobytes()).hexdigest()


def market(ask: Ask) -> Market:
    """The whole market: every link, with all that needs want and resources hold.

    Raises :class:`Unfit` where needs take up different parts of a resource: then there may be no stable plan at all.
    """
    for family in ask.problem.families:
        weight = family.weight if family.code.endswith(".holds") else None
        if weight is not None and np.any(weight[family.group >= 0] != 1):
            raise Unfit("unfit_weighed")
    return Market(ask.need, ask.resource, ask.likes, ask.liked, ask.problem.upper, ask.wants, ask.most)


def single_places(ask: Ask) -> Bools:
    """The links of programmes that give places, one to each need; raises :class:`Unfit` where there are none."""
    several = np.unique(ask.programme[ask.wants[ask.need] > 1])
    places = [i for i, kind in enumerate(ask.kinds) if kind != "funding" and i not in several]
    if not places:
        raise Unfit("unfit_no_places")
    return np.isin(ask.programme, places)


def left_by_pins(whole: Market, pinned: I64) -> Market:
    """The market of what pins leave: they are not up for choice."""
    return replace(
        whole,
        upper=whole.upper - pinned,
        wants=np.maximum(0, whole.wants - group_sums(whole.need, whole.needs, pinned)),
        most=np.maximum(0, whole.most - group_sums(whole.resource, whole.resources, pinned)),
    )


def only(whole: Market, links: Bools) -> Market:
    """The market without the other links."""
    return replace(whole, upper=np.where(links, whole.upper, 0))


def drawn_lots(ask: Ask) -> Lots:
    """The lots of an ask, those of needs first."""
    return Lots(lots(ask), ask.draw.permutation(len(ask.most)).astype(np.int64))


def elsewhere(left: Market, links: Bools, drawn: Lots) -> I64:
    """What deferred acceptance gives on the links that a procedure has no meaning for: the others get nothing."""
    return deferred_acceptance(only(left, ~links), drawn.need, drawn.resource)


def settled(ask: Ask, wished: I64, drawn: Lots, links: Bools | None = None, **facts: object) -> Chosen:
    """The plan nearest to the wished amounts that keeps every hard limit, and how stable it is.

    Where limits took something away, needs by priority and lot take what is left. ``blocking`` counts the pairs that
    would both rather be matched: for ``waste`` of them the resource has room, for ``envy`` it has somebody it likes
    less. ``changed`` counts the links that limits changed. ``links`` are those that the procedure has a meaning for.
    """
    order = np.lexsort((drawn.need, -ask.priority))
    amounts, changed = completed(ask, wished, order)
    if changed:
        more = walk(ask.problem, by_need(ask, order), amounts)
        amounts = amounts if violations(ask.problem, more) else more
        changed = int(np.count_nonzero(amounts != wished))
    blocking = blocking_pairs(market(ask), amounts)
    told = {
        "draw": drawn.fingerprint,
        "changed": changed,
        "blocking": int(np.count_nonzero(blocking.pairs)),
        "waste": int(np.count_nonzero(blocking.waste)),
        "envy": int(np.count_nonzero(blocking.envy)),
        **left_to_others(links),
    }
    return Chosen(amounts, {**told, **facts})


def left_to_others(links: Bools | None) -> dict[str, str]:
    """That other programmes went by deferred acceptance, where some did."""
    return {} if links is None or links.all() else {"elsewhere": "deferred_acceptance"}
