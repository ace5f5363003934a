"""What `pairing sensitivity` says: which decisions hang on the weights, as text, as a table and as a record."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pairing.config import Config
from pairing.outputs.columns import aligned
from pairing.outputs.folder import SENSITIVITY
from pairing.outputs.record import record_json
from pairing.outputs.words import percent, programme_title
from pairing.reason import sentence, text

#: How many decisions a terminal shows; the files have all of them.
_SHOWN = 20
_COLUMNS = ("programme", "need", "household", "served", "chance", "household_chance", "flips", "tied")
_TURNS = ("weight", "over", "most", "exact")


def sensitivity_text(config: Config, record: Mapping[str, Any], folder: Path | None, lang: str = "en") -> str:
    """The answer in words, the least firm decisions first."""
    title = sentence("sensitivity_title", lang, title=text(dict(config.title), lang) or config.code)
    weights = ", ".join(f"{each['name']} ({each['weight']})" for each in record["weights"])
    lines = [title, sentence("sensitivity_weights", lang, policy=record["policy"], weights=weights)]
    if "rows" not in record:
        return "\n".join([*lines, sentence(f"status_{record['status']}", lang)])
    facts = {name: f"{record[name]:,}" for name in ("draws", "decisions", "served", "flip", "tied", "solves")}
    lines += ["", sentence("sensitivity_flip", lang, span=f"{100 * record['span']:g}", **facts)]
    if record["planned"] < record["draws"]:
        lines.append(sentence("sensitivity_no_plan", lang, count=record["draws"] - record["planned"]))
    if record["tied"]:
        lines.append(sentence("sensitivity_tied", lang, **facts))
    rows = [row for row in record["rows"] if row["flips"] or row["smallest"]]
    rows.sort(key=lambda row: (-row["flips"], abs((row["smallest"] or {"most": 9})["most"])))
    if rows:
        lines += ["", *_table(config, rows[:_SHOWN], lang)]
        if len(rows) > _SHOWN:
            lines.append("  " + sentence("and_more", lang, count=f"{len(rows) - _SHOWN:,}"))
        lines += ["", sentence("sensitivity_how" if record["searched"] else "sensitivity_bounds", lang, **facts)]
    else:
        lines.append(sentence("sensitivity_firm", lang))
    if folder is not None:
        lines += ["", sentence("sensitivity_files", lang, folder=str(folder))]
    return "\n".join(lines)


def _table(config: Config, rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    heads = ("programme", "need", "now", "chance", "flips", "turn")
    shown = [[sentence(f"head_{name}", lang) for name in heads]]
    for row in rows:
        shown.append(
            [
                programme_title(config, row["programme"], lang),
                row["need"],
                sentence("decision_served" if row["served"] else "decision_not_served", lang),
                "-" if row["chance"] is None else percent(Fraction(str(row["chance"]))),
                f"{row['flips']:,}",
                "; ".join(_turns(row, lang)),
            ]
        )
    return aligned(shown, right=[3, 4])


def _turns(row: Mapping[str, Any], lang: str) -> Iterator[str]:
    if row["smallest"] is not None:
        yield _turn(row["smallest"], lang)
    if row["tied"]:
        yield sentence("decision_tied", lang)


def _turn(turn: Mapping[str, Any], lang: str) -> str:
    over, most = (f"{100 * abs(turn[name]):.1f}" for name in ("over", "most"))
    code = f"turn_{'more' if turn['most'] > 0 else 'less'}_{'exact' if turn['exact'] else 'between'}"
    return sentence(code, lang, weight=turn["weight"], over=over, most=most)


def sensitivity_files(record: Mapping[str, Any]) -> dict[str, bytes]:
    """``sensitivity.csv`` with a row for every decision, and ``sensitivity.json``, which lists it by its hash."""
    table = io.StringIO()
    # Rows end as RFC 4180 says; the byte order mark is what makes Excel read Chinese as UTF-8.
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(f"smallest_{name}" for name in _TURNS)])
    for row in record["rows"]:
        turn = row["smallest"] or {}
        writer.writerow([_cell(row[name]) for name in _COLUMNS] + [_cell(turn.get(name)) for name in _TURNS])
    content = table.getvalue().encode("utf-8-sig")
    files = {"sensitivity.csv": hashlib.sha256(content).hexdigest()}
    return {"sensitivity.csv": content, SENSITIVITY: record_json({**record, "files": files})}


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
