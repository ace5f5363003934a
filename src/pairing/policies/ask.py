"""What a procedure is asked, and what it answers.

A procedure is a file of this folder with ``plan(ask) -> Chosen``; its ``SETTINGS``, where it has any, names what the
block of its policy may set. It knows needs and resources by number only, decides
with integers, and draws lots from ``ask.draw`` alone, so that the same seed gives the same plan whatever the row order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from pairing.answer import Answer
from pairing.config import Kind
from pairing.model import I32, I64, Problem


class Unfit(ValueError):
    """The procedure has no sensible meaning here: ``code`` is the sentence that says why, and ``facts`` fill it in.

    It stands alone; besides the facts, ``{column}`` names the policy and ``{value}`` the procedure.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NoPlan(Exception):
    """No plan keeps the limits, or none was found in time: ``answer`` says which."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, eq=False)
class Ask:
    """The links and limits of all programmes, and where every need stands.

    Arrays are over E links, N needs or R resources, the needs and resources of all programmes numbered together.
    ``kinds`` has the kind of each programme; ``programme``, ``need``, ``resource``, ``points``, ``likes`` (how much the
    need likes the resource; larger is better) and ``liked`` (the same from the resource's side) are of each link;
    ``need_programme``, ``wants`` (the most it asks for), ``priority`` (larger comes first), ``arrival`` (smaller came
    first; equal: the same day), ``region`` and ``tier`` (-1: none; tier 0 is the first) of each need;
    ``resource_programme``, ``least`` and ``most`` of each resource. Needs are in the order of their ids.
    ``best`` solves a problem with the effort that the run allows; ``draw`` is the only source of chance. ``said`` has
    the names of what some programme says of its needs (``priority``, ``arrival``, ``region``, ``tier``, ``likes``,
    ``liked``): the rest is left at what stands for nothing. ``settings`` are those of the policy.
    """

    problem: Problem
    kinds: tuple[Kind, ...]
    programme: I32
    need: I32
    resource: I32
    points: I64
    likes: I64
    liked: I64
    need_programme: I32
    wants: I64
    priority: I64
    arrival: I64
    region: I32
    tier: I32
    resource_programme: I32
    least: I64
    most: I64
    best: Callable[[Problem], Answer]
    draw: np.random.Generator
    said: frozenset[str] = frozenset()
    settings: Mapping[str, str | Fraction] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Chosen:
    """The amounts that a procedure chose (E), which keep every hard limit, and what it has to tell of itself.

    ``reason`` is why a need that fits somebody got less than it wants while others have the places: the code of
    sentences ``unmet_REASON`` and ``left_REASON``. ``facts`` are plain data for the summary.
    """

    amounts: I64
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = "outranked"
