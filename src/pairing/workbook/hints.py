"""What the row below the headers says of each column: what to write there, and what may be chosen."""

from __future__ import annotations

from pairing.reason import sentence
from pairing.tables.descriptor import Descriptor, Field
from pairing.tables.load import HINT
from pairing.workbook.names import PARTS, part_name, title
from pairing.workbook.template import words

_MOST_WORDS = 6


def field_hint(table: Descriptor, field: Field | None, lang: str) -> str:
    """One column of a table in a few words."""
    if field is None:
        return ""
    filled = any(key.filled and field.name in key.fields for key in table.foreign_keys)
    needed = filled or field.constraints.required or field.name in table.primary_key
    said = [sentence("hint_required", lang)] if needed else []
    choices = words(field, lang)
    parent = next((key.table for key in table.foreign_keys if key.fields == (field.name,)), None)
    if field.format == "id_number":
        said.append(sentence("hint_id_number", lang))
    elif choices:
        shown = " / ".join(choices[:_MOST_WORDS]) + (" ..." if len(choices) > _MOST_WORDS else "")
        said.append(shown)
    else:
        said.append(sentence("hint_money" if field.money else f"hint_{field.type}", lang))
    if parent:
        said.append(sentence("hint_parent", lang))
    both = said[0]
    for more in said[1:]:
        both = sentence("hint_both", lang, first=both, second=more)
    return both


def row_hint(texts: list[str]) -> list[str]:
    """A row of hints, marked so that reading passes over it, whichever of its columns are moved or deleted."""
    return [f"{HINT} {text}".rstrip() for text in texts]


def setting_hint(key: str, lang: str) -> str:
    """One column of the sheets of settings in a few words, with its name in `scenario.toml`."""
    code = "set_" + ("of_what" if key == "of" else key.strip("#").replace(".", "_"))
    said = sentence(code, lang)
    name = "" if key.startswith("#") or title(key, lang) == key else key
    if said == code:  # a setting without words of its own
        return name
    return said if not name else f"{said} [{name}]"


def part_words(lang: str) -> dict[str, list[str]]:
    """For each sheet of settings what its rows may be."""
    found: dict[str, list[str]] = {}
    for part, sheet in PARTS.items():
        found.setdefault(sheet, []).append(part_name(part, lang))
    return found
