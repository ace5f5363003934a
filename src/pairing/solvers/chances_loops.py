"""The loops that split chances into plans: compiled, in whole numbers.

The links of need i are ``mine[first[i] : first[i + 1]]``, those of resource j ``theirs[their_first[j] : ...]``.
"""

from __future__ import annotations

import numpy as np

from pairing.solvers.compiled import compiled


@compiled
def seated(need, resource, share, most, their_first, theirs, match):  # type: ignore[no-untyped-def]
    """Fill every seat along links that have a ``share``; ``match``, the link of each need or -1, is changed in place.

    What has lost its share is given up first. A seat is filled by an alternating path to a need that has none, so
    nobody loses theirs. Returns whether all are filled. O(links) for each seat.
    """
    needs, resources = len(match), len(most)
    load = np.zeros(resources, np.int64)
    for i in range(needs):
        if match[i] >= 0:
            if share[match[i]] <= 0:
                match[i] = -1
            else:
                load[resource[match[i]]] += 1
    came = np.empty(needs, np.int64)  # the link by which a need was reached
    mover = np.empty(resources, np.int64)  # the need that would leave this resource
    seen, entered = np.zeros(needs, np.int64), np.zeros(resources, np.int64)
    queue = np.empty(resources, np.int64)
    stamp = 0
    for start in range(resources):
        while load[start] < most[start]:
            stamp += 1
            queue[0], entered[start] = start, stamp
            head, tail, free = 0, 1, -1
            while head < tail and free < 0:
                j = queue[head]
                head += 1
                for k in range(their_first[j], their_first[j + 1]):
                    e = theirs[k]
                    i = need[e]
                    if share[e] <= 0 or seen[i] == stamp:
                        continue
                    seen[i], came[i] = stamp, e
                    if match[i] < 0:
                        free = i
                        break
                    other = resource[match[i]]
                    if entered[other] != stamp:
                        entered[other], mover[other] = stamp, i
                        queue[tail] = other
                        tail += 1
            if free < 0:
                return False
            i = free
            while True:
                match[i] = came[i]
                if resource[came[i]] == start:
                    break
                i = mover[resource[came[i]]]
            load[start] += 1
    return True


@compiled
def served(need, resource, share, must, first, mine, their_first, theirs, match):  # type: ignore[no-untyped-def]
    """Seat every need that ``must`` be served, in place of others that need not; every seat stays filled.

    Returns whether that could be done (Mendelsohn and Dulmage 1958). O(links) for each need that had no seat.
    """
    needs, resources = len(match), len(their_first) - 1
    came = np.empty(resources, np.int64)  # the link by which a need would enter this resource
    entered = np.zeros(resources, np.int64)
    queue = np.empty(needs, np.int64)
    stamp = 0
    for start in range(needs):
        if not must[start] or match[start] >= 0:
            continue
        stamp += 1
        queue[0] = start
        head, tail, gives = 0, 1, -1
        while head < tail and gives < 0:
            i = queue[head]
            head += 1
            for k in range(first[i], first[i + 1]):
                e = mine[k]
                j = resource[e]
                if share[e] <= 0 or entered[j] == stamp:
                    continue
                entered[j], came[j] = stamp, e
                for other in range(their_first[j], their_first[j + 1]):
                    q = need[theirs[other]]
                    if match[q] != theirs[other]:
                        continue
                    if not must[q]:
                        gives = q
                        break
                    queue[tail] = q
                    tail += 1
                if gives >= 0:
                    break
        if gives < 0:
            return False
        j = resource[match[gives]]
        match[gives] = -1
        while True:
            i = need[came[j]]
            left = match[i]
            match[i] = came[j]
            if i == start:
                break
            j = resource[left]
    return True
