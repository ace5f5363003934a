"""The pictures of a comparison as SVG: Pareto fronts, Lorenz curves, differences with their intervals.

Policies are known by their number and colour, the same in every picture. Whole pixels with one decimal, so that equal
records give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from math import ceil, cos, floor, log10, pi, sin
from typing import Any

#: Told apart by people who see few colours (after Okabe and Ito), then again with dashes.
COLOURS = ("#0b5f8a", "#c2410c", "#1b7340", "#7a3e9d", "#8a5a00", "#b3005e", "#3d4b59", "#00767a")
_WIDTH, _HEIGHT = 420, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 18, 14, 48
_DOT = 10.0

Say = Callable[[float], str]


def colour(number: int) -> str:
    """The colour of the policy of that number, from 0 on."""
    return COLOURS[number % len(COLOURS)]


def front(
    points: Sequence[tuple[float, float]],
    best: Sequence[int],
    names: tuple[str, str],
    says: tuple[Say, Say],
    title: str,
    numbers: Sequence[int] | None = None,
) -> str:
    """Policies as numbered dots by two measures; those that none beats are full and joined by a line. ``numbers`` are
    those of the policies, from 0 on, where not all are there."""
    known = list(range(len(points))) if numbers is None else list(numbers)
    x_low, x_high, x_ticks = _axis([x for x, _ in points])
    y_low, y_high, y_ticks = _axis([y for _, y in points])

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = _LEFT + (point[0] - x_low) / (x_high - x_low) * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - (point[1] - y_low) / (y_high - y_low) * (_HEIGHT - _TOP - _BOTTOM)
        return x, y

    parts = [_frame(title)]
    for tick in x_ticks:
        x, _ = at((tick, y_low))
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{escape(says[0](tick))}</text>'
        )
    for tick in y_ticks:
        _, y = at((x_low, tick))
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(says[1](tick))}</text>')
    parts.append(
        f'<text class="name" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 12}" text-anchor="end">{escape(names[0])} →</text>'
    )
    line = sorted({at(points[place]) for place in best})
    if len(line) > 1:
        parts.append(f'<polyline class="front" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in line)}"/>')
    for place, (x, y) in enumerate(points):
        there = at((x, y))
        parts.append(f'<circle cx="{there[0]:.1f}" cy="{there[1]:.1f}" r="3" fill="{colour(known[place])}"/>')
    parts += _numbers([at(point) for point in points], best, known)
    return _svg(parts)


def _numbers(places: Sequence[tuple[float, float]], best: Sequence[int], known: Sequence[int]) -> list[str]:
    """Numbered dots near their places, moved aside where they would lie on one another, with a line back."""
    taken: list[tuple[float, float]] = []
    parts = []
    for place, (x, y) in enumerate(places):
        number = known[place]
        spot = next(
            (u, v)
            for ring in range(40)
            for step in range(1 if ring == 0 else 12)
            for u, v in [_around(x, y, ring, step)]
            if all((u - a) ** 2 + (v - b) ** 2 >= (2 * _DOT + 1) ** 2 for a, b in taken) or ring == 39
        )
        taken.append(spot)
        if spot != (x, y):
            parts.append(f'<line class="lead" x1="{x:.1f}" y1="{y:.1f}" x2="{spot[0]:.1f}" y2="{spot[1]:.1f}"/>')
        fill = (colour(number), "#ffffff") if place in best else ("#ffffff", colour(number))
        parts.append(
            f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{_DOT}" fill="{fill[0]}" stroke="{colour(number)}"/>'
            f'<text class="number" x="{spot[0]:.1f}" y="{spot[1] + 4:.1f}" style="fill:{fill[1]}">{number + 1}</text>'
        )
    return parts


def _around(x: float, y: float, ring: int, step: int) -> tuple[float, float]:
    if ring == 0:
        return x, y
    angle, far = pi * step / 6, 6.0 * ring + 8
    u = min(max(x + far * cos(angle), _LEFT + _DOT), _WIDTH - _RIGHT - _DOT)
    return u, min(max(y - far * sin(angle), _TOP + _DOT), _HEIGHT - _BOTTOM - _DOT)


def lorenz_curves(
    curves: Sequence[Sequence[float]], marked: Collection[int], names: tuple[str, str], title: str
) -> str:
    """Lorenz curves of policies, against the line on which all households fare alike; those ``marked`` have their
    number, the others are thin."""
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def at(x: float, y: float) -> str:
        return f"{_LEFT + x * wide:.1f},{_HEIGHT - _BOTTOM - y * high:.1f}"

    parts = [_frame(title), f'<polyline class="even" points="{at(0, 0)} {at(1, 1)}"/>']
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(tick, tick).split(",")
        parts.append(f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{100 * tick:.0f} %</text>')
        parts.append(f'<text x="{_LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{100 * tick:.0f} %</text>')
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
    for number, curve in sorted(enumerate(curves), key=lambda each: each[0] in marked):
        if not curve:
            continue
        points = " ".join(at(k / (len(curve) - 1), value) for k, value in enumerate(curve))
        kind, tint = ("curve", colour(number)) if number in marked else ("thin", "#9aa5b1")
        parts.append(f'<polyline class="{kind}" stroke="{tint}" points="{points}"/>')
    spots = []
    for place, number in enumerate(sorted(marked)):
        k = (len(curves[number]) - 1) * (9 + 3 * place) // 20
        x, y = at(k / (len(curves[number]) - 1), curves[number][k]).split(",")
        spots.append((float(x), float(y)))
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{colour(number)}"/>'
        f'<text class="number" x="{x:.1f}" y="{y + 4:.1f}" style="fill:#ffffff">{number + 1}</text>'
        for (x, y), number in zip(spots, sorted(marked), strict=True)
    ]
    parts.append(
        f'<text class="name" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 12}" text-anchor="end">{escape(names[0])} →</text>'
    )
    return _svg(parts)


def differences(rows: Sequence[Mapping[str, Any]], says: Say, title: str) -> str:
    """Differences from the first policy with their 95 % intervals, a line for each policy; ``rows`` have ``number``,
    ``difference``, ``low`` and ``high``."""
    reach = [value for row in rows for value in (row["low"], row["high"], row["difference"], 0.0) if value is not None]
    low, high, ticks = _axis(reach)
    step, top = 26, 8
    tall = top + step * len(rows) + 26

    def at(value: float) -> float:
        return 34 + (value - low) / (high - low) * (_WIDTH - 34 - 24)

    parts = [_frame(title)]
    for tick in ticks:
        kind = "zero" if abs(tick) < 1e-12 else "grid"
        parts.append(f'<line class="{kind}" x1="{at(tick):.1f}" x2="{at(tick):.1f}" y1="{top}" y2="{tall - 22}"/>')
        parts.append(f'<text x="{at(tick):.1f}" y="{tall - 7}" text-anchor="middle">{escape(says(tick))}</text>')
    for place, row in enumerate(rows):
        y, tint = top + step * place + step / 2, colour(row["number"])
        if row["low"] is not None:
            parts.append(
                f'<line x1="{at(row["low"]):.1f}" x2="{at(row["high"]):.1f}" y1="{y}" y2="{y}" stroke="{tint}" '
                'stroke-width="3"/>'
            )
        parts.append(
            f'<circle cx="{at(row["difference"]):.1f}" cy="{y}" r="5" fill="{tint}"/>'
            f'<circle cx="16" cy="{y}" r="{_DOT}" fill="{tint}"/>'
            f'<text class="number" x="16" y="{y + 4}" style="fill:#ffffff">{row["number"] + 1}</text>'
        )
    return _svg(parts, tall)


def _axis(values: Sequence[float]) -> tuple[float, float, list[float]]:
    """The ends of an axis with some room around the values, and three to six round ticks within."""
    least, high = min(values), max(values)
    room = (high - least) * 0.12 or abs(high) * 0.05 or 0.05
    low, high = least - room, high + room
    rough = (high - low) / 5.5
    unit = 10 ** floor(log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    first, last = ceil(low / step), floor(high / step)
    # What is never below nothing needs no mark there.
    return low, high, [round(k * step, 12) for k in range(first, last + 1) if k >= 0 or least < 0]


def _frame(title: str) -> str:
    return f"<title>{escape(title)}</title>"


def _svg(parts: Sequence[str], height: int = _HEIGHT) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img">{"".join(parts)}</svg>'
