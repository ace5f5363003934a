"""Programme by programme: the plan of offices that do not plan together, one after the other on the same tables.

Each office in its turn seeks the best for its own links alone, within its own limits and within what earlier offices
have left of the limits that it shares with them. It does not look ahead: links of later offices are closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairing.answer import Answer, Status
from pairing.components import part
from pairing.model import I32, I64, UNBOUNDED, Bools, Family, GoalTerms, Problem, group_sums, sums

Solve = Callable[[Problem], Answer]

#: What missing a whole bound costs where bounds give way, so that it weighs about the same in matches and in fen.
_PRICE = 1_000_000


def apart(problem: Problem, programme: I32, solve: Solve, otherwise: Sequence[GoalTerms] = ()) -> Answer:
    """The amounts that the programmes reach one after the other, in the order of their numbers.

    ``programme[e]`` is the number of the programme of link e. Each follows the problem's goals as far as they speak of
    its links, or the goals ``otherwise`` where none does. What ``lower`` asks of a later programme counts from the
    start: people have decided it, and everyone knows.

    A hard least that later programmes can add to is filled as far as the one whose turn it is can, and an ``or_none``
    limit may be left on the way to its least; every most holds at all times. The last programme of a group has to keep
    the limit. Where it no longer can, the plan breaks limits by as little as possible instead of failing: whoever uses
    it must hold it against all limits of the problem.

    The status is ``optimal`` where each turn was solved to the end. There are no levels and no prices, for nothing is
    claimed of the whole. Ctrl-C leaves no plan.
    """
    amounts = problem.lower.copy()
    status: Status = "optimal"
    log: list[str] = []
    for number in np.unique(programme).tolist():
        own = np.flatnonzero(programme == number)
        found = _turn(problem, amounts, own, programme > number, solve, otherwise)
        log += found.log
        if found.interrupted or found.status in ("infeasible", "no_plan"):
            failed: Status = "no_plan" if found.interrupted else found.status
            return Answer(failed, problem.lower, interrupted=found.interrupted, log=tuple(log))
        status = found.status if status == "optimal" else status
        amounts[own] = found.amounts
    return Answer(status, amounts, log=tuple(log))


def _turn(
    problem: Problem, amounts: I64, own: I64, later: Bools, solve: Solve, otherwise: Sequence[GoalTerms]
) -> Answer:
    """The best amounts on the links ``own``, from the first of ever more forgiving stages that has a plan."""
    for stage in _stages(problem, amounts, own, later, otherwise):
        found = _solved(stage, solve)
        if found.status != "infeasible":
            break
    return found


@dataclass(frozen=True, eq=False)
class _Stage:
    """One turn's problem, and by family the groups whose least or most may give way."""

    problem: Problem
    least: tuple[Bools, ...]
    most: tuple[Bools, ...]


def _stages(problem: Problem, amounts: I64, own: I64, later: Bools, otherwise: Sequence[GoalTerms]) -> Iterator[_Stage]:
    """First only a least gives way that later programmes can add to, then every least, then every bound."""
    fixed = amounts.copy()
    fixed[own] = 0
    can_add = (later & (problem.upper > problem.lower)).astype(np.int64)
    piece, family_groups, _ = part(replace(problem, goals=(*problem.goals, *otherwise)), own)
    for every_least, every_most in ((False, False), (True, False), (True, True)):
        families: list[Family] = []
        least: list[Bools] = []
        most: list[Bools] = []
        for family, mine, kept in zip(problem.families, piece.families, family_groups, strict=True):
            already = sums(family, fixed)[kept]
            pending = group_sums(family.group, len(family.labels), can_add)[kept] > 0
            pinned = group_sums(mine.group, len(kept), piece.lower) > 0
            for left in _left(mine, already, pending, begun=(already != 0) | (pinned & every_least)):
                hard = left.price is None and not left.or_none
                families.append(left)
                least.append((pending | every_least) & hard & (left.least > _lowest(left)))
                most.append((left.most < UNBOUNDED) & hard & every_most)
        goals = _goals(piece.goals[: len(problem.goals)], piece.goals[len(problem.goals) :], families, len(own))
        yield _Stage(replace(piece, families=tuple(families), goals=goals), tuple(least), tuple(most))


def _lowest(family: Family) -> int:
    """The least that asks for nothing."""
    return -UNBOUNDED if family.weight is not None and np.any(family.weight < 0) else 0


def _left(family: Family, already: I64, pending: Bools, begun: Bools) -> Iterator[Family]:
    """What is left of a limit once the others' sums are ``already`` there.

    An ``or_none`` limit asks for nothing more of a group where all is none and later programmes come; where one has
    ``begun``, none is no longer a way out.
    """
    lowest = _lowest(family)
    least = np.where(family.least <= -UNBOUNDED, family.least, family.least - already)
    most = np.where(family.most >= UNBOUNDED, family.most, family.most - already)
    if lowest == 0:  # what is over the most cannot be taken back
        least, most = np.maximum(least, 0), np.maximum(most, 0)
    family = replace(family, least=least, most=most)
    if not family.or_none:
        yield family
        return
    either = ~begun & ~pending
    if either.any():
        yield _only(family, either)
    if not either.all():
        waiting = ~begun & pending
        least, most = np.where(waiting, lowest, least), np.where(waiting, np.maximum(most, 0), most)
        plain = replace(family, code=f"{family.code}.begun", least=least, most=most, or_none=False)
        yield _only(plain, ~either)


def _only(family: Family, groups: Bools) -> Family:
    """The limit on these groups alone."""
    return replace(
        family,
        group=np.where(np.append(groups, False)[family.group], family.group, -1).astype(np.int32),
        least=np.where(groups, family.least, _lowest(family)),
        most=np.where(groups, family.most, UNBOUNDED),
    )


def _goals(
    goals: Sequence[GoalTerms], otherwise: Sequence[GoalTerms], families: Sequence[Family], links: int
) -> tuple[GoalTerms, ...]:
    """The goals that speak of these links, else the others; the prices of soft limits are carried where they were."""
    priced = any(family.price is not None for family in families)
    nothing = np.zeros(links, dtype=np.int64)
    kept = [
        goal if _speaks(goal) else GoalTerms(f"{goal.code}.soft", "linear", rate=nothing, penalties=True)
        for goal in goals
        if _speaks(goal) or (goal.penalties and priced)
    ]
    if not any(_speaks(goal) for goal in goals):
        kept = [*(goal for goal in otherwise if _speaks(goal)), *kept]
    return tuple(kept)


def _speaks(goal: GoalTerms) -> bool:
    """Whether the amounts of these links can make a difference to a goal."""
    if goal.kind == "linear":
        return any(rates is not None and bool(np.any(rates)) for rates in (goal.rate, goal.use_rate))
    if goal.kind == "worst":
        return goal.wanted is not None and bool(np.any(goal.wanted > 0))
    return goal.weight is not None and goal.cap is not None and bool(np.any((goal.weight != 0) & (goal.cap > 0)))


def _solved(stage: _Stage, solve: Solve) -> Answer:
    """The best plan of a stage, whose bounds give way no further than they must."""
    if not any(groups.any() for groups in (*stage.least, *stage.most)):
        return solve(stage.problem)
    eased = solve(_forgiving(stage))
    if eased.interrupted or eased.status in ("infeasible", "no_plan"):
        return eased
    found = solve(_as_far_as(stage, eased.amounts))
    return replace(
        found,
        status=eased.status if found.status == "optimal" else found.status,
        log=(*eased.log, *found.log),
    )


def _forgiving(stage: _Stage) -> Problem:
    """The stage with a price on what may give way, to be paid before any goal is thought of."""
    families: list[Family] = []
    for family, least, most in zip(stage.problem.families, stage.least, stage.most, strict=True):
        if family.price is not None:
            continue
        lowest = _lowest(family)
        given = replace(
            family, least=np.where(least, lowest, family.least), most=np.where(most, UNBOUNDED, family.most)
        )
        families.append(given)
        if least.any() or most.any():
            size = max(int(np.abs(bound).max(initial=1)) for bound in (family.least[least], family.most[most]))
            asked = replace(
                family,
                code=f"{family.code}.asked",
                least=np.where(least, family.least, lowest),
                most=np.where(most, family.most, UNBOUNDED),
                price=max(1, _PRICE // size),
            )
            families.append(asked)
    kept = GoalTerms("kept", "linear", rate=np.zeros(stage.problem.links, dtype=np.int64), penalties=True)
    goals = (kept, *(replace(goal, penalties=False) for goal in stage.problem.goals))
    return replace(stage.problem, families=tuple(families), goals=goals)


def _as_far_as(stage: _Stage, amounts: I64) -> Problem:
    """The stage with each bound that may give way moved to what these amounts reach, if they do not keep it."""
    families = []
    for family, least, most in zip(stage.problem.families, stage.least, stage.most, strict=True):
        reached = sums(family, amounts)
        families.append(
            replace(
                family,
                least=np.where(least, np.minimum(family.least, reached), family.least),
                most=np.where(most, np.maximum(family.most, reached), family.most),
            )
        )
    return replace(stage.problem, families=tuple(families), start=amounts)
