"""The loops of two-sided markets: compiled, in whole numbers.

Both sides keep their links in order of preference: ``order[first[i] : first[i + 1]]`` are those of row i, its best
first. On the receiving side the place of a link in that order is its ``rank``.
"""

from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled


@compiled
def accepted(first, order, proposer, wants, receiver, rank, theirs, heap_first, most, upper):  # type: ignore[no-untyped-def]
    """The amounts of the stable plan that is best for every proposer, by deferred acceptance.

    A proposer offers what it still wants along its ``order``; a receiver keeps the best ``most`` of what it is offered
    and refuses the rest, also a part of a link (Gale and Shapley 1962; for amounts Baiou and Balinski 2002). ``theirs``
    are the links by rank; receiver j's heap of kept links, the worst on top, is at ``heap_first[j]``. O(E log E) where
    every upper is 1; with amounts every refused part is one more step.
    """
    proposers, links = len(wants), len(order)
    held = np.zeros(links, np.int64)
    closed = np.zeros(links, np.bool_)
    left = wants.copy()
    at = first[:proposers].copy()
    load = np.zeros(len(most), np.int64)
    size = np.zeros(len(most), np.int64)
    heap = np.empty(heap_first[-1], np.int64)
    waiting = np.empty(proposers, np.int64)
    queued = np.ones(proposers, np.bool_)
    for i in range(proposers):
        waiting[i] = proposers - 1 - i
    count = proposers
    while count > 0:
        count -= 1
        i = waiting[count]
        queued[i] = False
        while left[i] > 0 and at[i] < first[i + 1]:
            e = order[at[i]]
            j = receiver[e]
            give = min(left[i], upper[e] - held[e])
            base = heap_first[j]
            if closed[e] or give <= 0 or most[j] <= 0 or (load[j] >= most[j] and rank[e] > heap[base]):
                closed[e] = True
                at[i] += 1
                continue
            if held[e] == 0:
                # The offer climbs to its place: a parent is always a worse link than its children.
                k = size[j]
                size[j] += 1
                while k > 0 and heap[base + (k - 1) // 2] < rank[e]:
                    heap[base + k] = heap[base + (k - 1) // 2]
                    k = (k - 1) // 2
                heap[base + k] = rank[e]
            held[e] += give
            left[i] -= give
            load[j] += give
            while load[j] > most[j]:
                worst = theirs[heap[base]]
                cut = min(held[worst], load[j] - most[j])
                held[worst] -= cut
                load[j] -= cut
                closed[worst] = True
                loser = proposer[worst]
                left[loser] += cut
                if held[worst] == 0:
                    size[j] -= 1
                    last = heap[base + size[j]]
                    k = 0
                    while True:
                        child = 2 * k + 1
                        if child >= size[j]:
                            break
                        if child + 1 < size[j] and heap[base + child + 1] > heap[base + child]:
                            child += 1
                        if heap[base + child] <= last:
                            break
                        heap[base + k] = heap[base + child]
                        k = child
                    heap[base + k] = last
                if loser != i and not queued[loser]:
                    queued[loser] = True
                    waiting[count] = loser
                    count += 1
    return held


@compiled
def traded(first, order, wants, resource, their_first, theirs, need, most):  # type: ignore[no-untyped-def]
    """The link that each need takes, -1 for none, by top trading cycles.

    A need points to its best resource with seats left, a resource to the first need of its order that is still there;
    the needs of a cycle take what they point to and leave. What comes out does not depend on which cycle goes first.
    ``wants`` is 0 or 1. O(E).
    """
    needs = len(wants)
    taken = np.full(needs, -1, np.int64)
    gone = wants <= 0
    seats = most.copy()
    at, top = first[:needs].copy(), their_first[: len(most)].copy()
    path, place = np.empty(needs, np.int64), np.full(needs, -1, np.int64)
    for start in range(needs):
        length = 0
        if not gone[start]:
            path[0], place[start], length = start, 0, 1
        while length > 0:
            i = path[length - 1]
            while at[i] < first[i + 1] and seats[resource[order[at[i]]]] <= 0:
                at[i] += 1
            if at[i] == first[i + 1]:
                gone[i] = True
                length -= 1
                continue
            j = resource[order[at[i]]]
            while gone[need[theirs[top[j]]]]:
                top[j] += 1
            holder = need[theirs[top[j]]]
            if place[holder] < 0:
                path[length], place[holder] = holder, length
                length += 1
                continue
            begin = place[holder]
            for k in range(begin, length):
                i = path[k]
                taken[i] = order[at[i]]
                seats[resource[taken[i]]] -= 1
                gone[i] = True
            length = begin
    return taken


@compiled
def improved(taken, likes, liked, need, resource, their_first, theirs):  # type: ignore[no-untyped-def]
    """Carry out stable improvement cycles until none is left; ``taken`` is changed in place. Returns their number.

    A resource is wanted by the needs that like it better than what they have; of those only the ones it likes most may
    move in, so nobody who stays behind is passed over (Erdil and Ergin, "What's the Matter with Tie-Breaking?", AER
    2008, with a need's other wishes dropped once it is better off, as Demeulemeester 2026 corrects). A cycle goes from
    resource to resource, each giving its seat up to a need of the one before. Passes of a depth-first search, the last
    of which finds nothing; O(E) each.
    """
    resources = len(their_first) - 1
    top = their_first[:resources].copy()
    scan = np.empty(resources, np.int64)
    state = np.empty(resources, np.int8)  # 0 not seen, 1 on the path, 2 done
    path, mover = np.empty(resources, np.int64), np.empty(resources, np.int64)
    place = np.empty(resources, np.int64)
    cycles, found = 0, True
    while found:
        found = False
        state[:] = 0
        for start in range(resources):
            if state[start] != 0:
                continue
            path[0], place[start], state[start], length = start, 0, 1, 1
            scan[start] = -1
            while length > 0:
                j = path[length - 1]
                while top[j] < their_first[j + 1]:
                    e = theirs[top[j]]
                    own = taken[need[e]]
                    if own < 0 or likes[e] > likes[own]:
                        break
                    top[j] += 1
                scan[j] = max(scan[j], top[j])
                step = -1
                while scan[j] < their_first[j + 1] and liked[theirs[scan[j]]] == liked[theirs[top[j]]]:
                    e = theirs[scan[j]]
                    own = taken[need[e]]
                    if own >= 0 and likes[e] > likes[own] and state[resource[own]] != 2:
                        step = e
                        break
                    scan[j] += 1
                if step < 0:
                    state[j] = 2
                    length -= 1
                    continue
                source = resource[taken[need[step]]]
                mover[length - 1] = step
                if state[source] == 0:
                    path[length], place[source], state[source] = source, length, 1
                    scan[source] = -1
                    length += 1
                    continue
                begin = place[source]
                for k in range(begin, length):
                    taken[need[mover[k]]] = mover[k]
                    state[path[k]] = 0
                cycles += 1
                found = True
                # What comes before the cycle stands, but its next step may have moved.
                length = begin
                if length == 0:
                    path[0], place[source], state[source], length = source, 0, 1, 1
                    scan[source] = -1
                else:
                    scan[path[length - 1]] = -1
    return cycles
