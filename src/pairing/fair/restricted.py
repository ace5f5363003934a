"""A rule for one sum, held over restricted funds: claims enter a network at nodes of their own and leave at the sink.

What the funds can give each set of claims is a submodular function, so that giving as much as can be given is one
base of a polymatroid, and among the bases there is one that a rule likes best. It is found by decomposition: the rule
divides the whole as if nothing were restricted; where the network cannot carry that, the cut that is most overrun gets
all it can carry, and both sides go on apart. No fen is lost: the total is always the maximum flow.

Sources: S. Fujishige, "Lexicographically optimal base of a polymatroid with respect to a weight vector", Mathematics
of Operations Research 5 (1980); H. Groenevelt, "Two algorithms for maximizing a separable concave function over a
polymatroid feasible region", European Journal of Operational Research 54 (1991); for whole numbers also A. Frank,
K. Murota, "Decreasing minimization on M-convex sets", Mathematical Programming 195 (2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.fair.one_sum import Rule
from pairing.model import I32, I64


@dataclass(frozen=True, eq=False)
class Pipes:
    """Claim i (``claims[i]`` fen, of which ``size[i]`` can be given) enters at node ``entry[i]``; arcs carry up to
    ``room``; node 0 is where money ends.
    """

    claims: I64
    size: I64
    entry: I32
    tail: I32
    head: I32
    room: I64

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return 1 + max((int(a.max(initial=0)) for a in (self.entry, self.tail, self.head)), default=0)


@dataclass(frozen=True, eq=False)
class Divided:
    """What each claim gets, what each arc carries, and the parts that share among themselves alone.

    Parts (the sum claimed, the sum given) come from the most to the least restricted: the sums given to the first k
    parts are together the most that those can have.
    """

    given: I64
    carried: I64
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class _Piece:
    """Claims that share ``total`` over some arcs; ``forced`` is what each node must carry for others."""

    claims: I64
    total: int
    arcs: I64
    head: I32
    forced: I64


def divide(pipes: Pipes, rule: Rule) -> Divided:
    """The best base for a rule that takes fen by fen in an order of merit (all but the proportional one).

    At most two maximum flows for each part, over nodes and arcs whatever the number of claims that share a node.
    """
    given = np.zeros(len(pipes.size), dtype=np.int64)
    carried = np.zeros(len(pipes.tail), dtype=np.int64)
    parts: list[tuple[int, int]] = []
    everything = np.arange(len(pipes.tail))
    whole = _Piece(np.arange(len(pipes.size)), 0, everything, pipes.head, np.zeros(pipes.nodes, dtype=np.int64))
    most, _, _ = _flow(pipes, whole, pipes.size)
    waiting = [_Piece(whole.claims, most, everything, pipes.head, whole.forced)]
    while waiting:
        piece = waiting.pop()
        wished = rule(pipes.claims[piece.claims], pipes.size[piece.claims], piece.total)
        through, flow, inside = _flow(pipes, piece, wished)
        if through == piece.total + int(piece.forced.sum()):
            given[piece.claims] = wished
            carried[piece.arcs] = flow
            if len(piece.claims):
                parts.append((int(pipes.claims[piece.claims].sum()), piece.total))
            continue
        waiting.extend(_split(pipes, piece, inside))
    return Divided(given, carried, tuple(parts))


def _flow(pipes: Pipes, piece: _Piece, wished: I64) -> tuple[int, I64, I64]:
    """How much of the wishes and of what is forced gets through; the flow of each arc; the overrun side of the cut."""
    from ortools.graph.python import max_flow

    supply = piece.forced.copy()
    np.add.at(supply, pipes.entry[piece.claims], wished)
    fed = np.flatnonzero(supply)
    source = pipes.nodes
    solver = max_flow.SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(pipes.tail[piece.arcs], piece.head, pipes.room[piece.arcs])
    feeds = solver.add_arcs_with_capacity(np.full(len(fed), source, dtype=np.int32), fed.astype(np.int32), supply[fed])
    if not len(arcs) or not len(feeds):
        return 0, np.zeros(len(arcs), dtype=np.int64), np.zeros(0, dtype=np.int64)
    if solver.solve(source, 0) != solver.OPTIMAL:
        raise ArithmeticError("the flow solver stopped without an answer")
    inside = np.array(solver.get_source_side_min_cut(), dtype=np.int64)
    return int(solver.optimal_flow()), np.asarray(solver.flows(arcs), dtype=np.int64), inside


def _split(pipes: Pipes, piece: _Piece, inside: I64) -> tuple[_Piece, _Piece]:
    """The other side of a cut, then the side that it binds, which then comes first from the stack."""
    bound = np.zeros(pipes.nodes + 1, dtype=bool)
    bound[inside] = True
    bound = bound[:-1]
    tail, head, room = pipes.tail[piece.arcs], piece.head, pipes.room[piece.arcs]
    out = bound[tail] & ~bound[head]
    mine = bound[pipes.entry[piece.claims]]
    total = int(room[out].sum()) - int(piece.forced[bound].sum())
    within = bound[tail]
    first = _Piece(
        piece.claims[mine],
        total,
        piece.arcs[within],
        np.where(out, np.int32(0), head)[within],
        np.where(bound, piece.forced, 0),
    )
    forced = np.where(bound, 0, piece.forced)
    np.add.at(forced, head[out], room[out])
    forced[0] = 0
    left = ~bound[tail] & ~bound[head]
    return _Piece(piece.claims[~mine], piece.total - total, piece.arcs[left], head[left], forced), first
