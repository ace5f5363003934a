"""Why a need got less than it wants: one reason each, from the links, the limits and the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pairing.config import Programme, Text
from pairing.funnel import blocked
from pairing.links import Links
from pairing.model import I64, UNBOUNDED, Family, Problem, sums
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


def unmet(scenario: Scenario, links: Sequence[Links], problem: Problem, amounts: I64, lang: str = "en") -> list[Unmet]:
    """Every need that got less than it wants, by programme and need. O(E x families)."""
    room, tightest = room_left(problem, amounts)
    found = []
    start = 0
    for mine in links:
        span = slice(start, start + len(mine.need))
        found += _programme(scenario, mine, problem, amounts[span], room[span], tightest[span], lang)
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
    scenario: Scenario, links: Links, problem: Problem, amounts: I64, room: I64, tightest: I64, lang: str
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
    order = np.argsort(links.need, kind="stable")
    edges = np.searchsorted(links.need[order], np.arange(len(links.need_ids) + 1))
    says = _sayings(scenario, programme)
    found = []
    values = _need_values(scenario, programme, short, reasons, says)
    for need in short.tolist():
        mine = order[edges[need] : edges[need + 1]]
        code, detail = reasons.get(need) or _tight(programme, links, problem, amounts, room, tightest, mine)
        told = {each: _message(programme, code, detail, says, values.get(need, {}), each) for each in LANGUAGES}
        reason = f"{code}.{detail}" if detail else code
        wanted, got = int(links.wants.most[need]), int(given[need])
        found.append(Unmet(programme.code, links.need_ids[need], wanted, got, reason, told[lang], told))
    return found


def _tight(
    programme: Programme, links: Links, problem: Problem, amounts: I64, room: I64, tightest: I64, mine: I64
) -> tuple[str, str]:
    """The reason of a need that has links: what keeps each of them from giving more."""
    idle = mine[amounts[mine] == 0]
    least = np.where(amounts[mine] > 0, 1, np.maximum(links.minimum[mine], 1))
    if np.any(room[mine] >= least):
        return "trade_off", ""
    if np.any(room[mine] > 0) and len(idle):
        return "below_minimum", ""
    families = [problem.families[f] for f in tightest[mine] if f >= 0]
    if not families:
        return "link_full", ""
    full = "budget" if programme.money else "capacity"
    codes = [family.code for family in families]
    if any(code == f"{programme.code}.holds" for code in codes):
        others = [code for code in codes if code != f"{programme.code}.holds"]
        return (full, "") if len(others) * 2 <= len(codes) else ("limit", others[0])
    return "limit", max(sorted(set(codes)), key=codes.count)


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
