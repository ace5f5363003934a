"""Who stands with whom in one place: helpers on one side, households on the other, a line for each match."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pairing.outputs.report.blocks import Chooser, Column, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.groups import natural
from pairing.outputs.report.small import FEWEST

#: The most needs in one picture, places to choose from, and lines in all pictures together.
NEEDS, CHOICES, LINES = 80, 400, 40_000


def pairs(facts: Facts) -> Section | None:
    """A picture for each place and programme of helpers or posts; None where there is none."""
    say = facts.say
    found: list[tuple[str, dict[str, Any]]] = []
    lines = 0
    codes = [p.code for p in facts.config.programmes if not p.money]
    # The largest programme comes first, so that the picture which is there at once says most.
    size = facts.matches.groupby("programme").size()
    for code in sorted(codes, key=lambda code: (-int(size.get(code, 0)), codes.index(code))):
        needs = facts.needs[facts.needs["programme"] == code]
        rows = facts.matches[facts.matches["programme"] == code]
        for place, mine in _places(facts, needs):
            if lines > LINES or len(found) >= CHOICES or not (mine["given"] > 0).any():
                continue
            # A place that is too small is not told of, but where nothing names a place there is only the one.
            if place and (mine["home"].nunique() or len(mine)) < FEWEST:
                continue
            drawn = _drawn(mine)
            data = _data(drawn, rows[rows["need"].isin(set(drawn))])
            lines += len(data["links"])
            name = facts.title(code) if len(codes) > 1 or not place else ""
            found.append((" · ".join(part for part in (name, place) if part), data))
    if not found:
        return None
    first = found[0][1]
    columns = [Column(say(f"report_head_{name}")) for name in ("helper", "served")]
    table = Table(say("report_pairs_table"), columns, _rows(facts, first), True)
    chooser = Chooser(
        "pairs", say("report_pairs_picture"), say("report_pairs_alt"), say("report_pairs_choose"), found, table
    )
    return Section("pairs", say("report_pairs"), [Note(say("report_pairs_how", most=NEEDS)), chooser])


def _places(facts: Facts, needs: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if not facts.near:
        return [("", needs)]
    parts = {str(place): rows for place, rows in needs.groupby(facts.near)}
    return [(place, parts[place]) for place in sorted(parts, key=natural)]


def _drawn(needs: pd.DataFrame) -> list[str]:
    """The needs to draw: all, or of many those first that have nothing (up to a quarter), each kind in its order."""
    if len(needs) <= NEEDS:
        return [str(need) for need in needs["need"]]
    nothing = needs.loc[needs["given"] == 0, "need"].head(NEEDS // 4).tolist()
    return [*needs.loc[needs["given"] > 0, "need"].head(NEEDS - len(nothing)).tolist(), *nothing]


def _data(asked: list[str], rows: pd.DataFrame) -> dict[str, Any]:
    """Helpers and needs in an order in which few lines cross, and the lines as pairs of places in them."""
    ends = list(zip(rows["need"], rows["resource"], strict=True))
    helpers = sorted({helper for _, helper in ends}, key=natural)
    # Each side takes the mean place of what it is joined to, in turn; a few rounds settle it.
    place = {helper: float(k) for k, helper in enumerate(helpers)}
    has: dict[str, list[str]] = {need: [] for need in asked}
    of: dict[str, list[str]] = {helper: [] for helper in helpers}
    for need, helper in ends:
        has[need].append(helper)
        of[helper].append(need)
    served = [need for need in asked if has[need]]
    for _ in range(4):
        served.sort(key=lambda need: (sum(place[h] for h in has[need]) / len(has[need]), natural(need)))
        at = {need: k for k, need in enumerate(served)}
        helpers.sort(key=lambda helper: (sum(at[n] for n in of[helper]) / len(of[helper]), natural(helper)))
        place = {helper: float(k) for k, helper in enumerate(helpers)}
    ordered = [*served, *(need for need in asked if not has[need])]
    at = {need: k for k, need in enumerate(ordered)}
    links = sorted([int(place[helper]), at[need]] for need, helper in ends)
    return {"helpers": helpers, "needs": ordered, "served": len(served), "links": links}


def _rows(facts: Facts, data: dict[str, Any]) -> list[tuple[str, str]]:
    """Each helper with those it serves, and at last those who have none."""
    rows = []
    for k, helper in enumerate(data["helpers"]):
        rows.append((helper, facts.numbers.listed([data["needs"][n] for h, n in data["links"] if h == k])))
    if data["needs"][data["served"] :]:
        rows.append((facts.say("report_pairs_none"), facts.numbers.listed(data["needs"][data["served"] :])))
    return rows
