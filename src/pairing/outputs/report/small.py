"""Groups that are too small to be shown: a figure about fewer than ten people may tell of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

#: The fewest that a group must have to be shown by itself.
FEWEST = 10

Group = TypeVar("Group")


def shown(
    groups: Sequence[Group], size: Callable[[Group], int], joined: Callable[[list[Group]], Group]
) -> tuple[list[Group], list[Group]]:
    """The groups to show, in their order, and those that went into the last of them as one; O(n log n).

    All groups under :data:`FEWEST` become one. Where even that one is too small it takes in the smallest of the others,
    so that no total lets anyone work it out; where nothing is left to take in, nothing is shown.
    """
    small = [group for group in groups if size(group) < FEWEST]
    large = [group for group in groups if size(group) >= FEWEST]
    if not small:
        return large, []
    if sum(map(size, small)) < FEWEST:
        if not large:
            return [], small
        least = min(large, key=size)
        large.remove(least)
        small.append(least)
    return [*large, joined(small)], small


def few(number: int, said: str) -> str:
    """A count as ``said``; one from 1 to 9 only as under ten."""
    return f"<{FEWEST}" if 0 < number < FEWEST else said
