"""What the sheets and columns of a workbook are called, in both languages."""

from __future__ import annotations

from functools import cache

from pairing.reason import LANGUAGES, sentence
from pairing.tables.descriptor import header_key
from pairing.tables.spreadsheet import OWN_SHEETS

#: What one row of the sheets of settings may be, and the sheet that it stands on.
PARTS = {
    "scenario": "programmes",
    "programme": "programmes",
    "rule": "rules",
    "score": "rules",
    "limit": "rules",
    "via_rule": "rules",
    "via_score": "rules",
    "policy": "goals",
    "goal": "goals",
}
#: The sheets of settings in their order, and the settings for which each has a column in every workbook.
COLUMNS = {
    "programmes": (
        *("code", "title.zh", "title.en", "policy", "as_of", "kind", "needs", "resources", "wants"),
        *("holds.least", "holds.most", "holds.may_stay_unused", "minimum", "upper"),
    ),
    "rules": (
        *("code", "where", "says.zh", "says.en", "law", "points", "per", "of", "least", "most", "soft"),
        "programmes",
    ),
    "goals": (
        *("code", "title.zh", "title.en", "programme", "programmes", "of", "per", "weight", "cap", "where"),
        *("worst", "loss"),
    ),
}
#: The columns that are no settings of `scenario.toml`: whether a row counts, what it is, whose it is, and a remark.
ON, PART, OF, NOTE = "#on", "#part", "#of", "#note"

_TITLED = (
    *("code", "title.zh", "title.en", "policy", "as_of", "kind", "needs", "need_key", "resources", "resource_key"),
    *("wants", "wants.least", "wants.most", "holds", "holds.least", "holds.most", "holds.may_stay_unused"),
    *("minimum", "upper", "top", "discreet", "via.table", "via.key", "via.opens"),
    *("where", "says.zh", "says.en", "law", "points", "per", "of", "least", "most", "soft", "programmes"),
    *("weight", "or_none", "bend", "programme", "cap", "worst", "loss", "against", ON, PART, OF, NOTE),
)


def sheet_name(sheet: str, lang: str) -> str:
    """The name of one of the workbook's own sheets."""
    return OWN_SHEETS[sheet][lang]


def title(key: str, lang: str) -> str:
    """The header of a setting's column; a setting without one of its own goes by its name in `scenario.toml`."""
    if key not in _TITLED:
        return key
    # `of` says what is counted; whose a row is has a column of its own.
    return sentence("sheet_" + ("of_what" if key == "of" else key.strip("#").replace(".", "_")), lang)


def part_name(part: str, lang: str) -> str:
    """What a row is called in the column that says what it is."""
    return sentence("part_" + part, lang)


@cache
def _keys() -> dict[str, str]:
    return {header_key(title(key, lang)): key for lang in LANGUAGES for key in _TITLED}


@cache
def _parts() -> dict[str, str]:
    found = {header_key(part): part for part in PARTS}
    return found | {header_key(part_name(part, lang)): part for lang in LANGUAGES for part in PARTS}


def key_of(header: str) -> str:
    """The setting that a column's header means: by its title in either language, else the header itself."""
    return _keys().get(header_key(header), header.strip())


def part_of(text: str) -> str | None:
    """The part that a cell names, in either language; None where there is no such part."""
    return _parts().get(header_key(text))
