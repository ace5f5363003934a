"""The loops of pricing needs that each go to one resource of limited room: compiled, in whole numbers.

Links cost; serving a need earns its price, so a link's gain is the price less the cost. The links of resource r are
``links[first[r] : first[r + 1]]``.
"""

from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled

#: A table of more cells than this is not filled: the linear bound of the knapsack stands in for its optimum.
CELLS = 20_000_000


@compiled
def packed(chosen, gain, weight, room):  # type: ignore[no-untyped-def]
    """The most that items with positive ``gain`` are worth together within ``room``; ``chosen`` flags them.

    Items that the linear bound decides are fixed (Ingargiola and Korsh 1973), the others go through the table of all
    sums. O(n log n + n' x room) for n' undecided items.
    """
    count = len(gain)
    if weight.sum() <= room:
        chosen[:] = True
        return gain.sum()
    chosen[:] = False
    order = np.argsort(-gain / np.maximum(weight, 1))
    left, worth, split = room, 0, -1
    greedy_left, greedy = room, 0
    for t in range(count):
        i = order[t]
        if split < 0 and weight[i] > left:
            split = t
        if split < 0:
            left -= weight[i]
            worth += gain[i]
        if weight[i] <= greedy_left:
            greedy_left -= weight[i]
            greedy += gain[i]
            chosen[i] = True
    s = order[split]
    linear = worth + gain[s] * left // weight[s]
    if linear == greedy:
        return greedy
    base, capacity, undecided = 0, room, 0
    open_items = np.empty(count, np.int64)
    for t in range(count):
        i = order[t]
        if t < split and (worth - gain[i] - greedy) * weight[s] + gain[s] * (left + weight[i]) <= 0:
            base += gain[i]
            capacity -= weight[i]
        elif t <= split or (worth + gain[i] - greedy) * weight[s] + gain[s] * (left - weight[i]) > 0:
            open_items[undecided] = i
            undecided += 1
    if undecided * (capacity + 1) > CELLS:
        return linear
    best = np.zeros(capacity + 1, np.int64)
    taken = np.zeros((undecided, capacity + 1), np.bool_)
    for t in range(undecided):
        i = open_items[t]
        for room_left in range(capacity, weight[i] - 1, -1):
            other = best[room_left - weight[i]] + gain[i]
            if other > best[room_left]:
                best[room_left] = other
                taken[t, room_left] = True
    if base + best[capacity] <= greedy:
        return greedy
    for t in range(count):
        chosen[order[t]] = t < split
    room_left = capacity
    for t in range(undecided - 1, -1, -1):
        i = open_items[t]
        chosen[i] = taken[t, room_left]
        if chosen[i]:
            room_left -= weight[i]
    # What lies before the split and is fixed is in, what lies behind it and is fixed is out.
    return base + best[capacity]


@compiled
def priced(first, links, need, cost, weight, room, price, used):  # type: ignore[no-untyped-def]
    """What all needs pay less what every resource gains at best: no plan costs less. ``used`` flags what they take.

    O(E + what the knapsacks take).
    """
    widest = 0
    for r in range(len(room)):
        widest = max(widest, first[r + 1] - first[r])
    items, gains, weights = np.empty(widest, np.int64), np.empty(widest, np.int64), np.empty(widest, np.int64)
    chosen = np.empty(widest, np.bool_)
    bound = price.sum()
    used[:] = False
    for r in range(len(room)):
        count = 0
        for at in range(first[r], first[r + 1]):
            e = links[at]
            gain = price[need[e]] - cost[e]
            if gain > 0 and weight[e] <= room[r]:
                items[count], gains[count], weights[count] = e, gain, weight[e]
                count += 1
        bound -= packed(chosen[:count], gains[:count], weights[:count], room[r])
        for i in range(count):
            used[items[i]] = chosen[i]
    return bound


@compiled
def climbed(first, links, need, cost, weight, room, highest, price, state, goal, rounds):  # type: ignore[no-untyped-def]
    """Raise ``price`` (in place) towards the best bound, by deflected subgradients with Polyak's step; returns that.

    ``goal`` is the cost of a known plan, ``highest`` caps each price. ``state`` is (step factor, rounds without
    progress), kept from call to call; the factor falls to 0 once nothing more is gained. O(rounds x priced).
    """
    needs, count = len(price), len(need)
    used = np.zeros(count, np.bool_)
    best = priced(first, links, need, cost, weight, room, price, used)
    bound = best
    now, move = price.astype(np.float64), np.zeros(needs)
    trial, served = price.copy(), np.zeros(needs, np.int64)
    for _ in range(rounds):
        served[:] = 0
        for e in range(count):
            if used[e]:
                served[need[e]] += 1
        size = 0.0
        for n in range(needs):
            move[n] = 0.7 * (1 - served[n]) + 0.3 * move[n]
            size += move[n] * move[n]
        if size < 1e-12 or best >= goal:
            state[0] = 0.0
            break
        step = state[0] * max(1.0, goal - bound) / size
        for n in range(needs):
            now[n] = min(now[n] + step * move[n], highest[n])
            trial[n] = np.int64(np.rint(now[n]))
        bound = priced(first, links, need, cost, weight, room, trial, used)
        state[1] += 1
        if bound > best:
            best, state[1] = bound, 0.0
            price[:] = trial
        elif state[1] >= 20:
            state[0], state[1] = state[0] * 0.7, 0.0
            if state[0] < 1e-4:
                state[0] = 0.0
                break
            now[:] = price
            move[:] = 0.0
            bound = priced(first, links, need, cost, weight, room, price, used)
    return best


@compiled
def losses(first, links, need, cost, weight, room, price, loss):  # type: ignore[no-untyped-def]
    """How much the bound rises at least if a link must be used, into ``loss``: one table of sums per resource.

    O(sum over resources of items x room).
    """
    loss[:] = 0
    for r in range(len(room)):
        mine = links[first[r] : first[r + 1]]
        total, items = 0, 0
        for e in mine:
            if price[need[e]] > cost[e] and weight[e] <= room[r]:
                items += 1
                total += weight[e]
        slack = room[r] - total
        capacity = min(room[r], total)
        if (items + 1) * (capacity + 1) > 10 * CELLS:
            for e in mine:
                loss[e] = max(0, cost[e] - price[need[e]])
            continue
        best = np.zeros(capacity + 1, np.int64)
        for e in mine:
            gain = price[need[e]] - cost[e]
            if gain > 0 and weight[e] <= room[r]:
                for left in range(capacity, weight[e] - 1, -1):
                    best[left] = max(best[left], best[left - weight[e]] + gain)
        for e in mine:
            left = capacity - max(0, weight[e] - max(0, slack))
            if left < 0:
                loss[e] = np.int64(1) << 60
            else:
                loss[e] = max(0, best[capacity] - best[left] - (price[need[e]] - cost[e]))
