"""Which policies fit whom, in words: for one person, for each policy, and in short for the summary of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pairing.config import Config, Entitlement
from pairing.outputs.columns import aligned
from pairing.reason import sentence, text

if TYPE_CHECKING:
    import pandas as pd

#: Sentence and law of each resource, by the code of the entitlement.
Words = Mapping[str, Mapping[str, tuple[str, str]]]


def told_text(config: Config, rows: pd.DataFrame, lang: str = "en") -> str:
    """Every policy for one need: those that fit, those that cannot be told yet, those that do not fit and why."""
    blocks = []
    for entitlement in config.entitlements:
        mine = rows[rows["entitlement"] == entitlement.code]
        if mine.empty:
            continue
        lines = [sentence("entitled_title", lang, title=_title(entitlement, lang), need=mine["need"].iloc[0])]
        for verdict in ("yes", "unknown", "no"):
            those = mine[mine["verdict"] == verdict]
            if not those.empty:
                lines += ["  " + sentence(f"entitled_{verdict}", lang, count=f"{len(those):,}")]
                lines += aligned([_row(row, lang) for row in those.to_dict("records")], indent="    ")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _row(row: Mapping[Any, Any], lang: str) -> list[str]:
    cells = [str(row["resource"]), str(row["says"])]
    if row["verdict"] == "no":
        cells.append(sentence("entitled_because", lang, clause=int(row["clause"]), because=row["because"]))
    elif row["verdict"] == "unknown" and row["missing"]:
        cells.append(sentence("entitled_fill_in", lang, columns=str(row["missing"]).replace(";", ", ")))
    elif row["verdict"] == "unknown":
        cells.append(sentence("entitled_no_answer", lang))
    return [*cells, str(row["law"])] if row["law"] else cells


def told_record(rows: pd.DataFrame) -> dict[str, Any]:
    """The same for machines; ``missing`` is a list."""
    policies = []
    for row in rows.to_dict("records"):
        clause = int(row["clause"]) if row["verdict"] == "no" else None
        missing = str(row["missing"]).split(";") if row["missing"] else []
        policies.append({**{name: row[name] for name in rows.columns}, "clause": clause, "missing": missing})
    return {"policies": policies}


def fitting_text(config: Config, record: Mapping[str, Any], words: Words, lang: str = "en") -> str:
    """For each policy how many needs it fits, how many cannot be told, and which clause refuses most."""
    blocks = []
    for entitlement in config.entitlements:
        figures = record[entitlement.code]
        columns = ("policy", "says", "fits", "unknown", "refused", "refused_by")
        table = [[sentence(f"head_{column}", lang) for column in columns]]
        for condition in entitlement.conditions:
            mine = figures["by_resource"][condition.resource]
            refused = {int(clause): count for clause, count in mine["refused"].items()}
            most = min(refused, key=lambda clause: (-refused[clause], clause)) if refused else None
            table.append(
                [
                    condition.resource,
                    words[entitlement.code][condition.resource][0],
                    f"{mine['yes']:,}",
                    f"{mine['unknown']:,}",
                    f"{sum(refused.values()):,}",
                    "" if most is None else condition.clauses[most - 1].sql,
                ]
            )
        blocks.append("\n".join([_title(entitlement, lang), *_share(figures, lang), *aligned(table, right=(2, 3, 4))]))
    return "\n\n".join(blocks)


def entitled_lines(config: Config, summary: Mapping[str, Any], lang: str) -> list[str]:
    """What the summary of a run says of its entitlements; nothing where there are none."""
    record = summary.get("entitlements", {})
    lines = []
    for entitlement in config.entitlements:
        if entitlement.code in record:
            lines += [_title(entitlement, lang), *_share(record[entitlement.code], lang)]
    return lines


def _share(figures: Mapping[str, Any], lang: str) -> list[str]:
    shown = {name: f"{figures[name]:,}" for name in ("needs", "resources", "yes", "unknown", "needs_with_any")}
    codes = ("entitled_any", "entitled_pairs", *(("entitled_open",) if figures["unknown"] else ()))
    return ["  " + sentence(code, lang, **shown) for code in codes]


def _title(entitlement: Entitlement, lang: str) -> str:
    return text(dict(entitlement.title), lang) or entitlement.code
