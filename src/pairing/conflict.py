"""When nothing fits: a smallest set of what a plan must keep that cannot hold together.

*Irreducible*: with any one element left out, what remains could hold. Found by a deletion filter (Chinneck and
Dravnieks 1991): elements are left out for as long as the rest still has no plan. In a network each question is a
maximum flow, and each answer "no" comes with a violated cut, beside which everything else can be left out at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pairing.bending import Side, bound_of
from pairing.components import part
from pairing.elements import KINDS, Elements, elements, only
from pairing.model import I64, Bools, Problem
from pairing.relax import hard

#: Of what is asked, a part that cannot hold; None where all of it can, or where the time was up.
Ask = Callable[[Bools], Bools | None]


@dataclass(frozen=True)
class Element:
    """A bound of a group of a limit; or, of the link of that number, its pin or a bound of its own.

    ``side`` of a link: ``most`` is its upper amount, ``least`` its minimum (none or at least so much).
    """

    kind: Literal["limit", "pin", "link"]
    side: Side
    bound: int
    limit: str = ""
    group: str = ""
    link: int = -1


@dataclass(frozen=True)
class Conflict:
    """Elements that cannot hold together; ``irreducible`` unless the time was up before that was certain.

    Where it was up before any were found there are none.
    """

    elements: tuple[Element, ...]
    irreducible: bool


@dataclass(eq=False)
class _Clock:
    ends: float
    late: bool = False

    def left(self) -> float:
        return self.ends - time.monotonic()


def conflict(problem: Problem, time_limit: float = 30.0, links: I64 | None = None) -> Conflict:
    """An irreducible conflict of a problem without any plan; where ``links`` alone have none, one among them."""
    problem = hard(problem)
    for family in problem.families:
        present = np.bincount(family.group[family.group >= 0], minlength=len(family.labels)) > 0
        alone = np.flatnonzero((family.least > 0) & ~present & (not family.or_none))
        if len(alone):
            group = int(alone[0])
            bound = int(family.least[group])
            return Conflict((Element("limit", "least", bound, family.code, str(family.labels[group])),), True)
    links = np.arange(problem.links) if links is None else links
    piece = part(problem, links)[0]
    parts, clock = elements(piece), _Clock(time.monotonic() + time_limit)
    core, irreducible = _filtered(piece, parts, clock)
    found = tuple(_element(piece, parts, number, links) for number in np.flatnonzero(core).tolist())
    return Conflict(found, irreducible)


def _filtered(piece: Problem, parts: Elements, clock: _Clock) -> tuple[Bools, bool]:
    from pairing.solvers import network

    every = np.ones(len(parts), dtype=bool)
    # A link that counts as used or not is no flow once its upper amount is left out.
    counted = any(f.use is not None and np.any(f.use & (f.group >= 0)) for f in piece.families)
    flows = _Flows(piece, parts, clock) if network.why_not(piece) is None and not counted else None
    ask = flows.ask if flows else _by_search(piece, parts, clock)
    # A limit says more than what single matches may carry: it is looked for without those first.
    core = ask(~np.isin(parts.kind, [KINDS.index("minimum"), KINDS.index("upper")]))
    core = ask(every) if core is None else core
    if core is None:
        return ~every, False
    for block in parts.blocks():
        core = _without(core, block, ask)
    if flows is None:
        core = _halved(core, np.flatnonzero(core), ask)
        return core, not clock.late
    asked = np.isin(parts.kind, [KINDS.index("least"), KINDS.index("pin")])
    core = _one_by_one(core, asked, ask)
    return _one_by_one(core, ~(asked | flows.needed(core)), ask), not clock.late


def _one_by_one(core: Bools, some: Bools, ask: Ask) -> Bools:
    for number in np.flatnonzero(core & some).tolist():
        one = np.zeros(len(core), dtype=bool)
        one[number] = True
        core = _without(core, one, ask)
    return core


def _without(core: Bools, some: Bools, ask: Ask) -> Bools:
    """The core, or less of it where it is one without ``some`` too."""
    if not np.any(core & some):
        return core
    found = ask(core & ~some)
    return core if found is None else found


def _halved(core: Bools, numbers: I64, ask: Ask) -> Bools:
    """Leave out of the core as many as can be of ``numbers``: all at once, else half by half. O(k log n) questions."""
    some = np.zeros(len(core), dtype=bool)
    some[numbers] = True
    less = _without(core, some, ask)
    if less is not core or len(numbers) <= 1:
        return less
    middle = len(numbers) // 2
    for half in (numbers[:middle], numbers[middle:]):
        core = _halved(core, half[core[half]], ask)
    return core


@dataclass(eq=False)
class _Flows:
    """Asks by maximum flow, in a network of what is still asked about."""

    piece: Problem
    parts: Elements
    clock: _Clock

    def __post_init__(self) -> None:
        self.build(np.ones(len(self.parts), dtype=bool))

    def build(self, on: Bools) -> None:
        """Make the network of these elements."""
        from pairing.solvers.cut import net

        self.net, self.size = net(self.piece, self.parts, on), int(on.sum())

    def ask(self, on: Bools) -> Bools | None:
        from pairing.solvers.cut import violated

        if self.clock.left() <= 0:
            self.clock.late = True
            return None
        found = violated(self.net, on)
        # From here on nothing but what was found is asked about, so a network of that alone will do.
        if found is not None and 2 * int(found.sum()) < self.size:
            self.build(found)
        return found

    def needed(self, core: Bools) -> Bools:
        """Mosts that the core needs, once it is known to need all of its leasts and pins."""
        from pairing.solvers.cut import needed

        self.build(core)
        return needed(self.net, core)


def _by_search(piece: Problem, parts: Elements, clock: _Clock) -> Ask:
    from pairing.solvers import engine
    from pairing.solvers.program import add_family, links_program

    nothing = (np.empty(0, dtype=np.int64), np.empty(0))

    def ask(on: Bools) -> Bools | None:
        if clock.left() <= 0:
            clock.late = True
            return None
        left = only(piece, parts, on)
        program = links_program(left)
        for family in left.families:
            add_family(program, left, family, counts=False)
        status = engine.search(program, nothing, clock.left(), 1, None).status
        clock.late |= status == "none"
        return on if status == "infeasible" else None

    return ask


def _element(piece: Problem, parts: Elements, number: int, links: I64) -> Element:
    kind, where = KINDS[parts.kind[number]], int(parts.where[number])
    if kind in ("most", "least"):
        family = piece.families[int(parts.family[number])]
        side: Side = "most" if kind == "most" else "least"
        return Element("limit", side, int(bound_of(family, side)[where]), family.code, str(family.labels[where]))
    link = int(links[where])
    if kind == "pin":
        return Element("pin", "least", int(piece.lower[where]), link=link)
    bound = piece.upper if kind == "upper" else piece.minimum
    return Element("link", "most" if kind == "upper" else "least", int(bound[where]), link=link)
