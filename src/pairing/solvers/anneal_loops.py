"""The loop of simulated annealing for needs that each go to one resource of limited room: compiled, whole amounts."""

from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled

#: The part of the moves that change two needs' places rather than move one.
SWAPS = 0.8


@compiled
def drawn(state):  # type: ignore[no-untyped-def]
    """The next number in [0, 1) of the shift-register sequence (Marsaglia 2003) whose one word is ``state``."""
    word = state[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state[0] = word
    return np.float64(word >> np.uint64(11)) / 9007199254740992.0


@compiled
def annealed(  # type: ignore[no-untyped-def]
    near_first,
    near,
    link_of,
    resource,
    cost,
    weight,
    room,
    fine,
    least,
    most,
    up,
    down,
    links,
    rounds,
    hot,
    cold,
    state,
    best,
):
    """Move needs between resources while it cools from ``hot`` to ``cold``; ``links`` is the link of each need.

    ``near[near_first[n] : near_first[n + 1]]`` are the links that need n may move to; ``link_of[n, r]`` is -1 where
    there is none. A unit over the room of resource r costs ``fine[r]``, which grows by ``up`` while there is any and
    shrinks by ``down`` while there is none, from ``least`` to ``most``. ``links``, ``fine`` and ``state`` go on where
    the last call ended; ``best`` gets the cheapest plan without overruns, whose cost is returned (2 ** 62: none).
    O(rounds x needs).
    """
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
