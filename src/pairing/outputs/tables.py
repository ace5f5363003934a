"""`plan.csv` and `unmet.csv`: the plan as tables that a spreadsheet opens in the right encoding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pairing.lists import cell_text

if TYPE_CHECKING:
    import pandas as pd

#: Amounts are integers: 1 for a match, fen for money; ``yuan`` says the same in yuan for money and is empty
#: else.
PLAN_COLUMNS = ("programme", "need", "resource", "via", "amount", "yuan", "points")
UNMET_COLUMNS = ("programme", "need", "wanted", "given", "reason", "message")


_QUOTED = re.compile('[",\r\n]')


def plan_csv(matches: pd.DataFrame) -> bytes:
    """The matches of a plan, one row per link that is used, in the order given."""
    return _csv(matches, PLAN_COLUMNS)


def unmet_csv(unmet: pd.DataFrame) -> bytes:
    """The needs that got less than they want, one row each, in the order given."""
    return _csv(unmet, UNMET_COLUMNS)


def entitled_csv(entitled: pd.DataFrame) -> bytes:
    """The policies that fit or cannot be told, in the order given; every column is a categorical of texts.

    There may be millions of rows: each text is put in quotes once, and the rows are only joined.
    """
    columns = []
    for name in entitled.columns:
        column = entitled[name].cat
        texts = [
            f'"{text.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(text) else text for text in column.categories
        ]
        columns.append([texts[code] for code in column.codes.tolist()])
    lines = [",".join(entitled.columns), *map(",".join, zip(*columns, strict=True)), ""]
    return "\r\n".join(lines).encode("utf-8-sig")


def list_csv(rows: pd.DataFrame) -> bytes:
    """A list of the scenario's own, with the columns that it chose; what is unknown is an empty cell."""
    return _csv(rows.map(cell_text), tuple(rows.columns))


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals, exactly: 90000 -> ``900.00``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _csv(table: pd.DataFrame, columns: tuple[str, ...]) -> bytes:
    # The byte order mark is what makes Excel read Chinese as UTF-8.
    # Rows end as RFC 4180 says: only then is a cell put in quotes that holds a carriage return.
    text: str = table.to_csv(columns=list(columns), index=False, lineterminator="\r\n", na_rep="")
    return text.encode("utf-8-sig")
