"""Which links of a problem are divisible money from restricted funds, as pipes; and what pipes carry, as amounts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from pairing.components import limit_components
from pairing.fair.restricted import Divided, Pipes
from pairing.model import I32, I64, Bools, Family, Problem, group_sums
from pairing.solvers.network import crosses, tree

#: Leaves of the network that one word of a signature has room for.
_WORD = 62


@dataclass(frozen=True, eq=False)
class Divisible:
    """Pipes, and where they come from: ``links`` of the problem, the claim (``owner``), ``node`` and ``room`` of each,
    and the need of each claim. The first arcs of the pipes are ``pairs`` (entry, node), sorted.
    """

    pipes: Pipes
    links: I64
    owner: I64
    node: I32
    room: I64
    needs: I64
    pairs: I64


def divisible_links(problem: Problem, need: I32, money: Bools) -> Bools:
    """The links of all components that are pipes: money without a least use, under limits of two kinds alone.

    A limit is a claim's own (each group is all links of one need, or one link), or of the funds' side, where groups
    are nested or disjoint. Soft limits, least amounts, weights and households' caps make a component another's work:
    what a household may have in all ties needs together on their own side, and then the sums are no polymatroid.
    """
    part = limit_components(problem)
    unfit = ~money | (problem.lower > 0) | (problem.minimum > 1)
    fund_side: list[Family] = []
    for family in problem.families:
        inside = family.group >= 0
        wrong = np.zeros(len(family.labels), dtype=bool)
        if family.price is not None or family.or_none:
            wrong[:] = True
        wrong |= family.least > 0
        bad = inside & np.append(wrong, False)[family.group]
        if family.weight is not None:
            bad |= inside & (family.weight != 1)
        if family.use is not None:
            bad |= inside & family.use & (problem.upper > 1)
        unfit |= bad
        if not _own(family, need):
            fund_side.append(family)
    for one, other in itertools.combinations(fund_side, 2):
        if crosses(one.group, len(one.labels), other.group, len(other.labels)):
            unfit |= (one.group >= 0) | (other.group >= 0)
    broken = np.zeros(int(part.max(initial=-1)) + 2, dtype=bool)
    broken[part[unfit]] = True
    fit: Bools = ~broken[part]
    return fit


def _own(family: Family, need: I32) -> bool:
    """Whether every group is all that one need has in the family's programmes, or a single link."""
    return not np.any((family.group >= 0) & _several(family.group, len(family.labels), need)) and (
        _whole(family, need) or int(np.bincount(family.group[family.group >= 0], minlength=1).max()) <= 1
    )


def _several(group: I32, groups: int, need: I32) -> Bools:
    """The links whose group has links of several needs."""
    seen = np.full(groups + 1, -1, dtype=np.int64)
    seen[group] = need
    mixed = np.zeros(groups + 1, dtype=bool)
    mixed[group[seen[group] != need]] = True
    mixed[-1] = False
    found: Bools = mixed[group]
    return found


def _whole(family: Family, need: I32) -> bool:
    """Whether each need has all of its links in one group, or none in any."""
    count = int(need.max(initial=-1)) + 1
    seen = np.full(count, -1, dtype=np.int64)
    seen[need] = family.group
    return bool(np.all(seen[need] == family.group))


def divisible(problem: Problem, need: I32, wants: I64, links: I64) -> Divisible:
    """The pipes of some links, all of which :func:`divisible_links` names. O(E log E)."""
    needs, owner = np.unique(need[links], return_inverse=True)
    size = wants[needs].astype(np.int64)
    room = problem.upper[links].copy()
    chain: list[Family] = []
    for family in problem.families:
        group = family.group[links]
        inside = group >= 0
        if not inside.any():
            continue
        if not _own(family, need):
            chain.append(family)
        elif _whole(family, need):
            np.minimum.at(size, owner[inside], family.most[group[inside]])
        else:
            room[inside] = np.minimum(room[inside], family.most[group[inside]])
    size = np.minimum(size, group_sums(owner.astype(np.int32), len(needs), room))
    first, nodes = [], 1
    for family in chain:
        first.append(nodes)
        nodes += len(family.labels)
    nested = tree([(f.group[links], len(f.labels)) for f in chain], first, nodes, len(links))
    # A link in no limit of the funds' side ends in a fund of its own without a most.
    node = nested.leaf
    most = np.concatenate([np.zeros(1, dtype=np.int64), *(f.most for f in chain)])
    everything = int(size.sum())
    present = np.unique(node[node > 0])
    while True:
        above = np.unique(np.concatenate([present, nested.parent[present]]))
        above = above[above > 0]
        if len(above) == len(present):
            break
        present = above
    entry = _entries(owner, node, room >= size[owner], len(needs)) + nodes
    # Entries are numbered after the other nodes.
    keys, which = np.unique((entry[owner] - nodes) * nodes + node, return_inverse=True)
    pairs = np.stack([keys // nodes + nodes, keys % nodes])
    width = np.zeros(len(keys), dtype=np.int64)
    np.add.at(width, which, np.minimum(room, everything))
    # No arc is wider than all that enters before it: sums of capacities stay small.
    enters = np.zeros(int(entry.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(enters, entry, size)
    pipes = Pipes(
        wants[needs].astype(np.int64),
        size,
        entry.astype(np.int32),
        np.concatenate([pairs[0], present]).astype(np.int32),
        np.concatenate([pairs[1], nested.parent[present]]).astype(np.int32),
        np.concatenate([np.minimum(width, enters[pairs[0]]), np.minimum(most[present], everything)]),
    )
    return Divisible(pipes, links, owner.astype(np.int64), node, room, needs.astype(np.int64), pairs)


def _entries(owner: I64, node: I32, wide: Bools, claims: int) -> I64:
    """A number for each claim: the same for claims of the same nodes, where no link of theirs is narrower than they."""
    narrow = np.zeros(claims, dtype=bool)
    narrow[owner[~wide]] = True
    leaves, leaf = np.unique(node, return_inverse=True)
    code = np.where(narrow, np.arange(1, claims + 1), 0).astype(np.int64)
    for word in range(0, len(leaves), _WORD):
        here = (leaf >= word) & (leaf < word + _WORD)
        bits = np.zeros(claims, dtype=np.int64)
        np.bitwise_or.at(bits, owner[here], np.int64(1) << (leaf[here] - word).astype(np.int64))
        order = np.lexsort((bits, code))
        new = (np.diff(code[order], prepend=-1) != 0) | (np.diff(bits[order], prepend=-1) != 0)
        code[order] = np.cumsum(new) - 1
    return code


def amounts(divisible: Divisible, divided: Divided, links: int) -> I64:
    """What each of all ``links`` of the problem carries: claims of one entry take its arcs one after the other."""
    pipes, given = divisible.pipes, divided.given
    carried = divided.carried[: divisible.pairs.shape[1]]
    # Along each entry, claims in order and arcs in order each cover the same length: where they overlap, money flows.
    order = np.lexsort((np.arange(len(given)), pipes.entry))
    start = np.cumsum(given[order]) - given[order]
    arc_start = np.cumsum(carried) - carried
    total = int(given.sum())
    cuts = np.unique(np.concatenate([start, arc_start]))
    cuts = cuts[cuts < total]
    length = np.diff(np.append(cuts, total))
    full, full_arcs = np.flatnonzero(given[order]), np.flatnonzero(carried)
    claim = order[full[np.searchsorted(start[full], cuts, side="right") - 1]]
    arc = full_arcs[np.searchsorted(arc_start[full_arcs], cuts, side="right") - 1]
    # Links that lead a claim to the same node are filled one after the other.
    wide = int(divisible.pairs[1].max(initial=0)) + 1
    keys = divisible.owner * wide + divisible.node
    rank = np.argsort(keys, kind="stable")
    pair, first, count = np.unique(keys[rank], return_index=True, return_counts=True)
    wished = np.zeros(len(pair), dtype=np.int64)
    np.add.at(wished, np.searchsorted(pair, claim * wide + divisible.pairs[1][arc]), length)
    room = np.minimum(divisible.room[rank], total)
    before = np.cumsum(room) - room
    before -= np.repeat(before[first], count)
    found = np.zeros(links, dtype=np.int64)
    found[divisible.links[rank]] = np.clip(np.repeat(wished, count) - before, 0, room)
    return found
