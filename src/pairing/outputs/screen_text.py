"""What `pairing screen` says: how far the lists are joined, which pairs a person must decide, and how to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from pairing.config import Config, Same
from pairing.outputs.columns import aligned
from pairing.reason import sentence
from pairing.screening import HOW, Pair

#: The columns that every table of decisions may have.
COLUMNS = ("left", "right", "same", "by", "date")
_SHOWN = 50

Pairs = Mapping[str, Sequence[Pair]]


def screen_text(config: Config, counts: Mapping[str, Mapping[str, int]], open_: Pairs, lang: str = "en") -> str:
    """The counts of every `[[same]]` and its undecided pairs, by ids and names of columns alone."""
    if not config.same:
        return sentence("screen_none", lang)
    blocks = [_block(same, counts[same.code], open_[same.code], lang) for same in config.same]
    if any(open_.values()):
        blocks.append(sentence("screen_how_to", lang, columns=", ".join(COLUMNS)))
    return "\n\n".join(blocks)


def _block(same: Same, counts: Mapping[str, int], open_: Sequence[Pair], lang: str) -> str:
    title = "screen_title_one" if same.left == same.right else "screen_title"
    lines = [sentence(title, lang, code=same.code, left=same.left, right=same.right)]
    alone = "screen_alone_one" if same.left == same.right else "screen_alone"
    rows = [[sentence(f"screen_{how}", lang), f"{counts[how]:,}"] for how in HOW]
    lines += aligned([*rows, [sentence(alone, lang, left=same.left), f"{counts['alone']:,}"]], right=[1])
    if open_:
        head = ["left", "right", *(sentence(f"head_{name}", lang) for name in ("how_alike", "score", "agrees"))]
        table = [[p.left, p.right, sentence(f"how_{p.how}", lang), str(p.score), _agrees(p, lang)] for p in open_]
        lines += ["  " + sentence("screen_open", lang), *aligned([head, *table[:_SHOWN]], right=[3], indent="    ")]
        if len(open_) > _SHOWN:
            lines.append("    " + sentence("and_more", lang, count=f"{len(open_) - _SHOWN:,}"))
    return "\n".join(lines)


def _agrees(pair: Pair, lang: str) -> str:
    """Which columns agree and how: ``exact birth_date; sound name`` in words."""
    parts = (part.partition(" ") for part in pair.alike.split("; ") if part)
    return "; ".join(sentence(f"alike_{level}", lang, columns=columns) for level, _, columns in parts)


def screening_lines(counts: Mapping[str, Mapping[str, int]], lang: str) -> list[str]:
    """One line for each `[[same]]` whose pairs someone must look at."""
    return [
        sentence("screening_open", lang, code=code, count=f"{n['near'] + n['ambiguous']:,}")
        for code, n in counts.items()
        if n["near"] + n["ambiguous"]
    ]


def screen_record(config: Config, counts: Mapping[str, Mapping[str, int]], open_: Pairs) -> dict[str, Any]:
    """The same for machines."""
    return {
        "format": "pairing-screen/1",
        "scenario": config.code,
        "same": {
            same.code: {
                "left": same.left,
                "right": same.right,
                "decided_table": same.decided,
                **counts[same.code],
                "undecided": [
                    {"left": p.left, "right": p.right, "how": p.how, "score": p.score, "alike": p.alike}
                    for p in open_[same.code]
                ],
            }
            for same in config.same
        },
    }


def decisions_csv(pairs: Sequence[Pair], notes: Sequence[str] = COLUMNS[3:]) -> bytes:
    """Pairs as a table of decisions: ``same`` is blank where a person must fill it in, and so are the ``notes``.

    ``score`` and ``alike`` at the end help to decide.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*COLUMNS[:3], *notes, "score", "alike"])
    for p in pairs:
        said = "" if p.same is None else "true" if p.same else "false"
        writer.writerow([p.left, p.right, said, *(p.notes.get(name, "") for name in notes), p.score, p.alike])
    # The byte order mark is what makes Excel read Chinese as UTF-8.
    return stream.getvalue().encode("utf-8-sig")
