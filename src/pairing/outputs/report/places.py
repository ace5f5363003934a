"""The places as a map without tiles: a disc for each, as large as the households that asked, as dark as what is met."""

from __future__ import annotations

from html import escape
from math import ceil, cos, radians, sqrt

import pandas as pd

from pairing.outputs.report.blocks import Bar, Column, Drawing, Note, Section, Table
from pairing.outputs.report.facts import Facts
from pairing.outputs.report.groups import Group, grouped
from pairing.outputs.report.small import FEWEST

#: Size of the drawing in its own units, and how much stays free at its edges.
WIDTH, EDGE, TALLEST = 720.0, 46.0, 720.0
#: From dark red (least is met) to dark green; each stands out against white by 3:1 at least.
SCALE = ("#8c2d1c", "#b5652a", "#8a7a1f", "#3f7d4e", "#14603a")
_LABELLED = 45


def places(facts: Facts) -> Section | None:
    """The map of the nearest level of places, with its table; None where the tables name no place."""
    if not facts.near:
        return None
    say, numbers = facts.say, facts.numbers
    every = grouped(facts.needs, facts.near)
    groups = [group for group in every if group.homes >= FEWEST]
    if len(groups) < 2:
        return None
    at = _coordinates(facts.needs, facts.near)
    known = all(group.label in at for group in groups)
    known = known and len({at[group.label] for group in groups}) > 1
    spots = _projected([at[g.label] for g in groups]) if known else _grid(len(groups))
    level = facts.level_title(facts.near)
    low = sorted(groups, key=lambda group: (group.met, group.label))[:3]
    worst = numbers.listed([f"{g.label} ({numbers.portion(g.met)})" for g in low])
    alt = say("report_map_alt", count=numbers.count(len(groups)), level=level, worst=worst)
    title = say("report_map_picture", level=level)
    drawing = Drawing(title, alt, _svg(facts, groups, spots), _table(facts, groups, level))
    notes = [Note(say("report_map_how" if known else "report_map_grid"))]
    if len(every) > len(groups):
        notes.append(Note(say("report_map_small", count=numbers.count(len(every) - len(groups))), "soft"))
    return Section("places", say("report_map"), [*notes, drawing])


def _coordinates(needs: pd.DataFrame, level: str) -> dict[str, tuple[float, float]]:
    """The mean place of a level's households, to three decimals (100 m)."""
    homes = needs[needs["home"].notna()].drop_duplicates("home")
    homes = homes[homes["lat"].notna() & homes["lon"].notna() & homes[level].notna()]
    means = homes.groupby(level)[["lat", "lon"]].mean().round(3)
    return {str(label): (float(row["lat"]), float(row["lon"])) for label, row in means.iterrows()}


def _projected(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Latitude and longitude on the paper, alike in both directions."""
    middle = radians(sum(lat for lat, _ in points) / len(points))
    flat = [(lon * cos(middle), -lat) for lat, lon in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = min((WIDTH - 2 * EDGE) / wide if wide else 1e9, (TALLEST - 2 * EDGE) / high if high else 1e9)
    scale = scale if scale < 1e9 else 1.0
    shift = (WIDTH - wide * scale) / 2
    return [(shift + (x - left) * scale, EDGE + (y - top) * scale) for x, y in flat]


def _grid(count: int) -> list[tuple[float, float]]:
    """A tidy grid, in the order of the labels."""
    across = min(count, ceil(sqrt(count * 1.6)))
    step = (WIDTH - 2 * EDGE) / max(1, across - 1) if across > 1 else 0
    tall = min(step, 110.0) or 110.0
    return [(EDGE + (k % across) * step, EDGE + (k // across) * tall) for k in range(count)]


def _svg(facts: Facts, groups: list[Group], spots: list[tuple[float, float]]) -> str:
    most = max(group.homes for group in groups)
    room = sqrt(WIDTH * max(120.0, max(y for _, y in spots)) / len(groups)) / 2.4
    widest = max(7.0, min(34.0, room))
    named = len(groups) <= _LABELLED
    parts = []
    order = sorted(range(len(groups)), key=lambda k: (-groups[k].homes, groups[k].label))
    for k in order:
        group, (x, y) = groups[k], spots[k]
        size = max(4.0, widest * sqrt(group.homes / most))
        share = facts.numbers.portion(group.met)
        told = facts.say("report_map_disc", place=group.label, homes=facts.numbers.count(group.homes), share=share)
        disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{tone(group.met)}">'
        parts.append(f"{disc}<title>{escape(told)}</title></circle>")
    for k in order if named else ():
        x, y = spots[k]
        size = max(4.0, widest * sqrt(groups[k].homes / most))
        parts.append(f'<text x="{x:.1f}" y="{y + size + 13:.1f}">{escape(groups[k].label)}</text>')
    high = max(y for _, y in spots) + EDGE + 14
    drawn = f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {high:.0f}" aria-hidden="true">{"".join(parts)}</svg>'
    return drawn + _legend(facts)


def _legend(facts: Facts) -> str:
    """What the colours stand for."""
    steps = [facts.numbers.share(k, len(SCALE)) for k in range(len(SCALE) + 1)]
    spans = zip(SCALE, steps, steps[1:], strict=False)
    marks = [f'<span><i style="background:{colour}"></i>{low}–{high}</span>' for colour, low, high in spans]
    return f'<p class="legend">{"".join(marks)}</p>'


def tone(share: float) -> str:
    """The colour of a share."""
    return SCALE[min(len(SCALE) - 1, int(share * len(SCALE)))]


def _table(facts: Facts, groups: list[Group], level: str) -> Table:
    say, numbers = facts.say, facts.numbers
    rows = [
        (
            group.label,
            numbers.count(group.homes),
            numbers.share(group.given, group.wanted),
            numbers.share(group.paid, group.due),
            Bar(numbers.portion(group.met), group.met),
        )
        for group in groups
    ]
    columns = [
        Column(level),
        Column(say("report_head_homes"), True),
        Column(say("report_head_matches"), True),
        Column(say("report_head_money"), True),
        Column(say("report_head_met")),
    ]
    return Table(say("report_map_table"), columns, rows, True)
