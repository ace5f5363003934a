"""The loops of search for needs that each go to one resource of limited room: annealing, and branching until no better
plan can be. Compiled, whole amounts."""

from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled, woven
from pairing.solvers.knapsack_loops import priced

#: What a search by branches says of a link.
OPEN, TAKEN, CLOSED = 0, 1, 2
#: The loss of a link that cannot be used, and the times that losses close links before a node branches.
NEVER, PASSES = 1 << 59, 4
#: Subgradient rounds at the first node and at any other.
FIRST_ROUNDS, ROUNDS = 200, 12
#: The part of the moves that change two needs' places rather than move one.
SWAPS = 0.8


@woven
def drawn(state):  # type: ignore[no-untyped-def]
    """The next number in [0, 1) of the shift-register sequence (Marsaglia 2003) whose one word is ``state``."""
    word = state[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state[0] = word
    return np.float64(word >> np.uint64(11)) / 9007199254740992.0


@compiled
def annealed(board, fine, least, most, up, down, links, rounds, hot, cold, state, best):  # type: ignore[no-untyped-def]
    """Move needs between resources while it cools from ``hot`` to ``cold``; ``links`` is the link of each need.

    ``board`` is (near_first, near, link_of, resource, cost, weight, room).
    ``near[near_first[n] : near_first[n + 1]]`` are the links that need n may move to; ``link_of[n, r]`` is -1 where
    there is none. A unit over the room of resource r costs ``fine[r]``, which grows by ``up`` while there is any and
    shrinks by ``down`` while there is none, from ``least`` to ``most``. ``links``, ``fine`` and ``state`` go on where
    the last call ended; ``best`` gets the cheapest plan without overruns, whose cost is returned (2 ** 62: none).
    O(rounds x needs).
    """
    near_first, near, link_of, resource, cost, weight, room = board
    needs, resources = len(links), len(room)
    load, count = np.zeros(resources, np.int64), np.zeros(resources, np.int64)
    held, place = np.zeros((resources, needs), np.int32), np.zeros(needs, np.int64)
    total, over = 0, 0
    for n in range(needs):
        e = links[n]
        r = resource[e]
        load[r] += weight[e]
        total += cost[e]
        held[r, count[r]] = n
        place[n] = count[r]
        count[r] += 1
    for r in range(resources):
        over += max(0, load[r] - room[r])
    lowest = np.int64(1) << 62
    if over == 0:
        lowest = np.int64(total)
        best[:] = links
    heat, cooling = hot, (cold / hot) ** (1.0 / rounds)
    for _ in range(rounds):
        for _ in range(needs):
            n = min(needs - 1, int(drawn(state) * needs))
            e = links[n]
            r = resource[e]
            start, width = near_first[n], near_first[n + 1] - near_first[n]
            f = near[start + min(width - 1, int(drawn(state) * width))]
            q = resource[f]
            if q == r:
                continue
            load_r, load_q, change = load[r] - weight[e], load[q] + weight[f], cost[f] - cost[e]
            other, back = -1, -1
            if count[q] > 0 and drawn(state) < SWAPS:
                other = held[q, min(count[q] - 1, int(drawn(state) * count[q]))]
                back = link_of[other, r]
                if back < 0:
                    continue
                change += cost[back] - cost[links[other]]
                load_r += weight[back]
                load_q -= weight[links[other]]
            over_r = max(0, load_r - room[r]) - max(0, load[r] - room[r])
            over_q = max(0, load_q - room[q]) - max(0, load[q] - room[q])
            worse = change + fine[r] * over_r + fine[q] * over_q
            if worse > 0 and drawn(state) >= np.exp(-worse / heat):
                continue
            over += over_r + over_q
            load[r], load[q] = load_r, load_q
            total += change
            links[n] = f
            if other < 0:
                last = held[r, count[r] - 1]
                held[r, place[n]] = last
                place[last] = place[n]
                count[r] -= 1
                held[q, count[q]] = n
                place[n] = count[q]
                count[q] += 1
            else:
                links[other] = back
                held[r, place[n]], held[q, place[other]] = other, n
                place[n], place[other] = place[other], place[n]
            if over == 0 and total < lowest:
                lowest = np.int64(total)
                best[:] = links
        heat *= cooling
        for r in range(resources):
            if load[r] > room[r]:
                fine[r] = min(fine[r] * up, most[r])
            else:
                fine[r] = max(fine[r] * down, least[r])
    return lowest


@woven
def decided(links, tree, e, status):  # type: ignore[no-untyped-def]
    """Note the status of an open link."""
    tree.status[e] = status
    tree.trail[tree.state[1]] = e
    tree.state[1] += 1
    tree.opens[links.need[e]] -= 1


@woven
def taken(links, tree, e):  # type: ignore[no-untyped-def]
    """Take an open link and close the others of its need; whether there is room for it."""
    decided(links, tree, e, TAKEN)
    tree.left[links.resource[e]] -= links.weight[e]
    for other in links.of_need[links.need_first[links.need[e]] : links.need_first[links.need[e] + 1]]:
        if tree.status[other] == OPEN:
            decided(links, tree, other, CLOSED)
    return tree.left[links.resource[e]] >= 0


@woven
def closed(links, tree, e):  # type: ignore[no-untyped-def]
    """Close an open link and take the last one that its need has left; whether there still is one, with room."""
    decided(links, tree, e, CLOSED)
    n = links.need[e]
    for other in links.of_need[links.need_first[n] : links.need_first[n + 1]]:
        if tree.status[other] == OPEN:
            return tree.opens[n] > 1 or taken(links, tree, other)
    return False


@compiled
def reopened(links, tree, length):  # type: ignore[no-untyped-def]
    """Open again what was decided after the trail had this ``length``."""
    while tree.state[1] > length:
        tree.state[1] -= 1
        e = tree.trail[tree.state[1]]
        if tree.status[e] == TAKEN:
            tree.left[links.resource[e]] += links.weight[e]
        tree.status[e] = OPEN
        tree.opens[links.need[e]] += 1


@compiled
def raised(links, tree, first, here, price, cutoff, rounds):  # type: ignore[no-untyped-def]
    """Raise the ``price`` of open needs until no plan costs ``cutoff`` or less; the bound, and whether a plan was met.

    The open links of resource r are ``here[first[r] : first[r + 1]]``. O(rounds x what the knapsacks take).
    """
    need, cost, weight = links.need, links.cost, links.weight
    used = np.zeros(len(need), np.bool_)
    spent = cost[tree.status == TAKEN].sum()
    bound = spent + priced(first, here, need, cost, weight, tree.left, price, used)
    best, factor, waited = bound, 0.5, 0
    now, move = price.astype(np.float64), np.zeros(len(price))
    trial, served = price.copy(), np.zeros(len(price), np.int64)
    for _ in range(rounds):
        served[:] = 0
        for e in here:
            served[need[e]] += used[e]
        size, whole = 0.0, True
        for n in range(len(price)):
            if tree.opens[n] > 0:
                whole &= served[n] == 1
                move[n] = 0.7 * (1 - served[n]) + 0.3 * move[n]
                size += move[n] * move[n]
        if whole and bound <= cutoff:
            tree.plan[:] = used | (tree.status == TAKEN)
            return bound, True
        if best > cutoff or size < 1e-12:
            break
        step = factor * (cutoff + 1 - bound) / size
        for n in range(len(price)):
            now[n] += step * move[n]
            trial[n] = np.int64(np.rint(now[n]))
        bound = spent + priced(first, here, need, cost, weight, tree.left, trial, used)
        waited += 1
        if bound > best:
            best, waited = bound, 0
            price[:] = trial
        elif waited >= 5:
            factor, waited = 0.6 * factor, 0
    return best, False


@compiled
def both_losses(links, tree, first, here, price, sums, in_, out):  # type: ignore[no-untyped-def]
    """How much the bound rises where an open link must be used (``in_``), and where it must not (``out``).

    ``sums`` has room for the sums of the items before each item, and behind it. O(sum over resources of items x room).
    """
    gain = price[links.need] - links.cost
    for r in range(len(first) - 1):
        mine, room = here[first[r] : first[r + 1]], tree.left[r]
        items = mine[(gain[mine] > 0) & (links.weight[mine] <= room)]
        count, full = len(items), min(room, links.weight[items].sum())
        ahead, behind = sums[0, :, : full + 1], sums[1, :, : full + 1]
        ahead[0], behind[count] = 0, 0
        for i in range(count):
            for table, old, new, e in ((ahead, i, i + 1, items[i]), (behind, count - i, count - 1 - i, items[-1 - i])):
                table[new] = table[old]
                for k in range(links.weight[e], full + 1):
                    table[new, k] = max(table[new, k], table[old, k - links.weight[e]] + gain[e])
        best = ahead[count, full]
        for e in mine:
            rest = min(full, room - links.weight[e])
            out[e], in_[e] = 0, NEVER if rest < 0 else best - ahead[count, max(0, rest)] - gain[e]
        for i in range(count):
            e, without, beside = items[i], 0, 0
            rest = min(full, room - links.weight[e])
            for k in range(full + 1):
                without = max(without, ahead[i, k] + behind[i + 1, full - k])
                if k <= rest:
                    beside = max(beside, ahead[i, k] + behind[i + 1, rest - k])
            out[e], in_[e] = best - without, best - beside - gain[e]


@compiled
def searched(links, tree, sums, cutoff, nodes):  # type: ignore[no-untyped-def]
    """Go on with a search for a plan that costs ``cutoff`` or less: 1 found (in ``tree.plan``), 0 there is none, 2 not
    after this many ``nodes``.

    Depth first; a node branches on the need with the least hope in all, and takes its links in the order of what the
    bound rises with each. Links with which it rises too far are closed (Posta, Ferland and Michelon 2012).
    """
    count, resources = len(links.need), len(tree.left)
    joint, in_, out = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    for _ in range(nodes):
        depth, possible = tree.state[0], True
        if depth >= 0:
            reopened(links, tree, tree.mark[depth])
            if tree.at[depth] == tree.end[depth]:
                tree.state[0] -= 1
                if depth == 0:
                    return 0
                continue
            possible = taken(links, tree, tree.kids[depth, tree.at[depth]])
            tree.at[depth] += 1
        price, low = tree.prices[depth + 1], np.int64(0)
        price[:] = np.where(tree.opens > 0, tree.prices[max(0, depth)], 0)
        passes = 0
        while possible:
            here = np.flatnonzero(tree.status == OPEN)
            first = np.searchsorted(links.resource[here], np.arange(resources + 1))
            price[tree.opens == 0] = 0
            low, found = raised(links, tree, first, here, price, cutoff, ROUNDS if depth >= 0 else FIRST_ROUNDS)
            if found:
                return 1
            possible = low <= cutoff
            if not possible:
                break
            both_losses(links, tree, first, here, price, sums, in_, out)
            others = np.zeros(len(price), np.int64)
            for e in here:
                others[links.need[e]] += out[e]
            hopeless, passes = 0, passes + 1
            for e in here:
                joint[e] = low + in_[e] + others[links.need[e]] - out[e]
                if possible and joint[e] > cutoff and tree.status[e] == OPEN:
                    hopeless += 1
                    possible = closed(links, tree, e)
            # Where nothing is open any more the bound has the last word.
            if hopeless == 0 or (passes >= PASSES and np.any(tree.opens > 0)):
                break
        if possible:
            hope = np.zeros(len(price))
            for e in np.flatnonzero(tree.status == OPEN):
                hope[links.need[e]] += 2.0 ** (-10.0 * (joint[e] - low) / (cutoff + 1 - low))
            least = np.argmin(np.where(tree.opens > 0, hope, np.inf))
            kids = links.of_need[links.need_first[least] : links.need_first[least + 1]]
            kids = kids[tree.status[kids] == OPEN]
            kids = kids[np.argsort(joint[kids], kind="mergesort")]
            depth += 1
            tree.state[0], tree.mark[depth], tree.at[depth], tree.end[depth] = depth, tree.state[1], 0, len(kids)
            tree.kids[depth, : len(kids)] = kids
        elif depth < 0:
            return 0
    return 2
