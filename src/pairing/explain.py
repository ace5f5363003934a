"""Why a need got less than it wants: one reason each, from the links, the limits and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pairing.config import Programme, Text
from pairing.funnel import blocked
from pairing.links import Links
from pairing.model import I32, I64, UNBOUNDED, Family, Problem, group_sums, sums
from pairing.reason import LANGUAGES, sentence, text
from pairing.sayings import PLACE
from pairing.scenario import Scenario
from pairing.tables.cells import ident


@dataclass(frozen=True)
class Unmet:
    """One need that got less than it wants; ``reason`` is a code, with the rule or limit that it means after a dot.

    ``messages`` says it in every language, ``message`` in the one asked for.
    """

    programme: str
    need: str
    wanted: int
    given: int
    reason: str
    message: str
    messages: Mapping[str, str] = field(default_factory=dict)


def unmet(
    scenario: Scenario,
    links: Sequence[Links],
    problem: Problem,
    amounts: I64,
    lang: str = "en",
    by: str | None = None,
) -> list[Unmet]:
    """Every need that got less than it wants, by programme and need. O(E x families).

    ``by`` is how a procedure chose among those who fit: the reason of needs whose places others have.
    """
    room, tightest = room_left(problem, amounts)
    found = []
    start = 0
    for mine in links:
        span = slice(start, start + len(mine.need))
        found += _programme(scenario, mine, problem, amounts[span], room[span], tightest[span], lang, by)
        start = span.stop
    return found


def room_left(problem: Problem, amounts: I64) -> tuple[I64, I64]:
    """How much more each link could take while every hard limit but its need's own want holds, and which limit binds.

    The number of the family that leaves least room, -1 where the link's own upper does.
    """
    room = problem.upper - amounts
    tightest = np.full(problem.links, -1, dtype=np.int64)
    for number, family in enumerate(problem.families):
        if family.price is not None or family.code.endswith(".wants"):
            continue
        up, down = _left(family, amounts)
        inside = family.group >= 0
        mine = np.append(up, UNBOUNDED)[family.group]
        if family.weight is not None:
            weight = np.where(inside, family.weight, 1)
            falls = np.append(down, UNBOUNDED)[family.group] // np.maximum(-weight, 1)
            mine = np.where(weight > 0, mine // np.maximum(weight, 1), np.where(weight < 0, falls, UNBOUNDED))
        if family.use is not None:
            mine = np.where(family.use & ((amounts > 0) | (mine >= 1)), UNBOUNDED, mine)
        # Where a link is at its own upper and the limit is used up too, the limit says more.
        tighter = inside & ((mine < room) | ((mine == room) & (tightest < 0)))
        room = np.where(tighter, mine, room)
        tightest = np.where(tighter, number, tightest)
    return np.maximum(room, 0), tightest


def _left(family: Family, amounts: I64) -> tuple[I64, I64]:
    """How far the sum of every group may still rise, and fall; an open-or-none group that stayed shut does neither."""
    total = sums(family, amounts)
    up = np.where(family.most >= UNBOUNDED, UNBOUNDED, family.most - total)
    down = np.where(family.least <= -UNBOUNDED, UNBOUNDED, total - family.least)
    if family.or_none:
        closed = (total == 0) & (family.least > 1)
        return np.where(closed, 0, up), np.where(closed, 0, down)
    return up, down


def _programme(
    scenario: Scenario,
    links: Links,
    problem: Problem,
    amounts: I64,
    room: I64,
    tightest: I64,
    lang: str,
    by: str | None,
) -> list[Unmet]:
    programme = links.programme
    given = np.zeros(len(links.need_ids), dtype=np.int64)
    np.add.at(given, links.need, amounts)
    short = np.flatnonzero(given < links.wants.most)
    if not len(short):
        return []
    reasons: dict[int, tuple[str, str]] = {}
    for lonely in blocked(scenario, programme):
        reasons[lonely.need] = (lonely.code, lonely.rule)
    tight = _tight(links, problem, amounts, room, tightest, short)
    says = _sayings(scenario, programme)
    values = _need_values(scenario, programme, short, reasons, says)
    full, held = ("capacity", "budget"), _held_by_all(links, amounts)
    plain: dict[tuple[str, str], dict[str, str]] = {}
    found = []
    for need, other in zip(short.tolist(), tight, strict=True):
        code, detail = reasons.get(need, other)
        if by and code in full and held[need] > given[need]:
            code = by  # others have what it asked for
        own = values.get(need)
        told = None if own else plain.get((code, detail))
        if told is None:
            told = {each: _message(programme, code, detail, says, own or {}, each) for each in LANGUAGES}
            plain |= {} if own else {(code, detail): told}
        reason = f"{code}.{detail}" if detail else code
        wanted, got = int(links.wants.most[need]), int(given[need])
        found.append(Unmet(programme.code, links.need_ids[need], wanted, got, reason, told[lang], told))
    return found


def _held_by_all(links: Links, amounts: I64) -> I64:
    """For each need what all needs together have from the resources that it could have."""
    held = group_sums(links.resource, len(links.resource_ids), amounts)
    pairs = np.unique(links.need.astype(np.int64) * len(held) + links.resource)
    total = np.zeros(len(links.need_ids), dtype=np.int64)
    np.add.at(total, pairs // max(1, len(held)), held[pairs % max(1, len(held))])
    return total


def _tight(links: Links, problem: Problem, amounts: I64, room: I64, tightest: I64, short: I64) -> list[tuple[str, str]]:
    """The reason of each short need that has links: what keeps each of them from giving more. O(E x families)."""
    programme, count = links.programme, len(links.need_ids)
    least = np.where(amounts > 0, 1, np.maximum(links.minimum, 1))
    fits = np.bincount(links.need[room >= least], minlength=count) > 0
    some = np.bincount(links.need[room > 0], minlength=count) > 0
    idle = np.bincount(links.need[amounts == 0], minlength=count) > 0
    codes = sorted({family.code for family in problem.families})
    place = np.array([codes.index(family.code) for family in problem.families] or [0])
    rows = np.flatnonzero(tightest >= 0)
    held = np.zeros((len(codes), count), dtype=np.int64)
    np.add.at(held, (place[tightest[rows]], links.need[rows]), 1)
    # Of limits that hold back equally many links the one whose code comes first.
    most, all_ = (held.argmax(axis=0), held.sum(axis=0)) if codes else (np.zeros(count, int), np.zeros(count, int))
    own = f"{programme.code}.holds"
    holds = held[codes.index(own)] if own in codes else np.zeros(count, dtype=np.int64)
    others = {int(n): code for n, code in _first_others(links.need[rows], tightest[rows], problem, own)}
    full = ("budget" if programme.money else "capacity", "")
    told = []
    for need in short.tolist():
        if fits[need]:
            told.append(("trade_off", ""))
        elif some[need] and idle[need]:
            told.append(("below_minimum", ""))
        elif not all_[need]:
            told.append(("link_full", ""))
        elif not holds[need]:
            told.append(("limit", codes[most[need]]))
        else:
            mostly = (all_[need] - holds[need]) * 2 <= all_[need]
            told.append(full if mostly else ("limit", others[need]))
    return told


def _first_others(need: I32, tightest: I64, problem: Problem, own: str) -> Iterator[tuple[int, str]]:
    """For each need the limit, ``own`` aside, that holds back the first of its links."""
    aside = np.array([family.code != own for family in problem.families])
    rows = np.flatnonzero(aside[tightest]) if len(tightest) else np.zeros(0, dtype=np.int64)
    needs, first = np.unique(need[rows], return_index=True)
    for n, at in zip(needs.tolist(), first.tolist(), strict=True):
        yield n, problem.families[tightest[rows[at]]].code


def _sayings(scenario: Scenario, programme: Programme) -> dict[str, Text]:
    """What rules and limits say, by their code."""
    known = {rule.code: rule.says for rule in (*programme.rules, *(programme.via.rules if programme.via else ()))}
    known |= {code: limit.says for code, limit, _ in scenario.config.all_limits}
    return known


def _need_values(
    scenario: Scenario, programme: Programme, short: I64, reasons: dict[int, tuple[str, str]], says: dict[str, Text]
) -> dict[int, dict[str, str]]:
    """The columns of needs that the sentences name, for the needs that will be told."""
    wanted = sorted(
        {
            column
            for _, rule in reasons.values()
            for words in says.get(rule, {}).values()
            for alias, column in PLACE.findall(words)
            if alias == "n"
        }
    )
    have = {str(row[0]) for row in scenario.db.execute(f"DESCRIBE {ident(f'needs_{programme.code}')}").fetchall()}
    wanted = [column for column in wanted if column in have]
    if not wanted:
        return {}
    picks = ", ".join(f"CAST({ident(column)} AS VARCHAR)" for column in wanted)
    rows = scenario.db.execute(f"SELECT _i, {picks} FROM {ident(f'needs_{programme.code}')}").fetchall()
    told = set(short.tolist())
    return {
        row[0]: dict(zip(wanted, ("—" if v is None else str(v) for v in row[1:]), strict=True))
        for row in rows
        if row[0] in told
    }


def _message(
    programme: Programme, code: str, detail: str, says: dict[str, Text], values: dict[str, str], lang: str
) -> str:
    """The sentence of a reason; a rule's or limit's own words follow, with the need's values filled in."""
    if detail == f"{programme.code}.via":
        return sentence("unmet_by_via", lang)
    own = text(says.get(detail, {}), lang)
    own = PLACE.sub(lambda m: values.get(m[2], "…") if m[1] == "n" else "…", own)
    plain = sentence(f"unmet_{code}", lang, rule=detail, limit=detail, says=own or detail)
    return plain
