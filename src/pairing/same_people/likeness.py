"""How alike a pair of rows is: a level for each column, a weight for each level, and the sum against a threshold.

The idea is the weight of agreement of Fellegi and Sunter (1969), "A theory for record linkage", Journal of the American
Statistical Association 64: a column counts for a pair by the logarithm of how much more often it agrees when the two
are one person than when they are not, and against it in the same way. Their weights are estimated from the lists; these
are fixed whole numbers (bits, rounded), so that no pair turns near because of rows that have nothing to do with it:

======  =====  =====  ====  ======  ==================================================================
kind    equal  sound  slip  differ  slip is
======  =====  =====  ====  ======  ==================================================================
number   +20     -    +14     -6    one character changed, added, left out, or two neighbours swapped
date     +10     -     +6     -6    one digit changed, or day and month swapped
name      +8    +6     +4     -6    as for a number, of 3 Chinese characters or 6 letters at least
word      +1     -      -     -5    (a word such as the sex is equal or not)
======  =====  =====  ====  ======  ==================================================================

- A blank cell counts 0: what is not known speaks neither for nor against.
- Two slips in a number count 0. **Two different numbers that are both valid identity numbers count -40**: the check
  character of GB 11643 catches every single slip, so one of them is no mistyped form of the other. That keeps twins
  apart, whose surname, birth date, school and telephone agree and whose numbers differ by a digit or two.
- A pair is near from 12 on. So a name alone is never enough (8, and 1 for the sex): a birth date or a number must be
  alike too. Equal name and birth date suffice against a sex that differs (13) or a number that is no valid one (12);
  the same sound and an equal date suffice without a number (16) but not against another sex (11).

The score is the sum as a share of what full agreement in all columns would give, in whole hundredths from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Sequence

from pairing.same_people.columns import FEW, Compared

THRESHOLD = 12
#: The weight of each level by kind of column; a level that a kind does not name counts 0.
WEIGHTS: dict[str, dict[str, int]] = {
    "number": {"exact": 20, "slip": 14, "differ": -6, "clash": -40},
    "date": {"exact": 10, "slip": 6, "differ": -6},
    "name": {"exact": 8, "sound": 6, "slip": 4, "differ": -6},
    "word": {"exact": 1, "differ": -5},
}
#: The levels that count as alike, in the order in which they are told.
LEVELS = ("exact", "sound", "slip")


def level(j: int, kind: str) -> str:
    """SQL (VARCHAR) for the level of column ``j`` between the rows ``l`` and ``r``; NULL where either is blank."""
    a, b = f"l.v{j}", f"r.v{j}"
    match kind:
        case "number":
            distance = f"damerau_levenshtein({a}, {b})"
            arms = f"WHEN l.ok{j} AND r.ok{j} THEN 'clash' WHEN least(length({a}), length({b})) < {FEW} THEN 'differ' "
            arms += f"WHEN {distance} = 1 THEN 'slip' WHEN {distance} = 2 THEN 'close' "
        case "date":
            day, month = "substr({}, 7, 2)", "substr({}, 5, 2)"
            swapped = f"substr({a}, 1, 4) || {day.format(a)} || {month.format(a)} = {b}"
            arms = f"WHEN hamming({a}, {b}) = 1 OR {swapped} THEN 'slip' "
        case "name":
            arms = f"WHEN l.s{j} = r.s{j} THEN 'sound' WHEN {_name_slip(j)} THEN 'slip' "
        case _:
            arms = ""
    return f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN NULL WHEN {a} = {b} THEN 'exact' {arms}ELSE 'differ' END"


def _name_slip(j: int) -> str:
    """Damerau-Levenshtein distance 1 by characters: the engine's own counts bytes, of which a Chinese one has three."""
    a, b, short_a, short_b = f"l.v{j}", f"r.v{j}", f"l.d{j}", f"r.d{j}"
    changed = f"len(list_filter(range(1, length({a}) + 1), lambda i: {short_a}[i] = {short_b}[i])) > 0"
    swap = (
        f"len(list_filter(range(1, length({a})), lambda i: {short_a}[i] = {short_b}[i + 1] "
        f"AND substr({a}, i, 1) = substr({b}, i + 1, 1))) > 0"
    )
    return (
        f"greatest(length({a}), length({b})) >= greatest(l.m{j}, r.m{j}) AND CASE length({a}) - length({b}) "
        f"WHEN 0 THEN {changed} OR {swap} "
        f"WHEN 1 THEN list_contains({short_a}, {b}) WHEN -1 THEN list_contains({short_b}, {a}) ELSE false END"
    )


def weighed(columns: Sequence[Compared]) -> str:
    """SQL (INTEGER) for the sum of the weights of the levels ``a0``, ``a1``, ..."""
    parts = []
    for j, column in enumerate(columns):
        arms = " ".join(f"WHEN '{name}' THEN {weight}" for name, weight in WEIGHTS[column.kind].items())
        parts.append(f"CASE a{j} {arms} ELSE 0 END")
    return " + ".join(parts)


def score(columns: Sequence[Compared], total: str) -> str:
    """SQL (INTEGER) for the score of a sum of weights: whole hundredths of full agreement, rounded half up."""
    full = sum(WEIGHTS[column.kind]["exact"] for column in columns)
    return f"CAST(least(100, greatest(0, (200 * ({total}) + {full}) // {2 * full})) AS INTEGER)"


def told(columns: Sequence[Compared]) -> str:
    """SQL (VARCHAR) for which columns are alike and how: ``exact birth_date, sex; sound name``."""
    parts = []
    for name in LEVELS:
        labels = ", ".join(
            f"CASE WHEN a{j} = '{name}' THEN '{column.label.replace(chr(39), chr(39) * 2)}' END"
            for j, column in enumerate(columns)
        )
        parts.append(f"'{name} ' || nullif(concat_ws(', ', {labels}), '')")
    return f"concat_ws('; ', {', '.join(parts)})"
