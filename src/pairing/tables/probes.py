"""What can be wrong within one row, as SQL conditions that are all counted in a single scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from pairing.fault import Fault, nearest
from pairing.tables import identity
from pairing.tables.cells import fault_of, ident, literal, number, text_of, value_of
from pairing.tables.descriptor import Check, Descriptor, Field
from pairing.tables.headers import Match, typed
from pairing.tables.listing import LISTED, more_like_this, shown_value
from pairing.tables.load import Raw

_CONTROL = r"[\x01-\x08\x0b\x0c\x0e-\x1f]"


@dataclass(frozen=True)
class Probe:
    """Rows where ``condition`` is TRUE are at fault; ``shown`` (the value) and ``row_facts`` are SQL too."""

    code: str
    header: str
    condition: str
    shown: str
    sensitive: bool = False
    facts: Mapping[str, str | int] = field(default_factory=dict)
    row_facts: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()  # what the value may have been meant for


def cell_probes(f: Field, column: str, header: str, *, needed: bool) -> Iterator[Probe]:
    """What can be wrong with the single cells of a column."""
    text, value = text_and_value(column)
    rules = f.constraints

    def probe(code: str, condition: str, **facts: str | int) -> Probe:
        return Probe(code, header, condition, column, f.sensitive, facts)

    if rules.required or needed:
        yield probe("value_missing", f"{text} IS NULL")
    code = fault_of(f)
    if code == "not_money":
        fine = f"{value} IS NULL AND abs({number(text)}) < 1e16"
        yield probe("finer_than_fen", fine)
        yield probe("not_number", f"{text} IS NOT NULL AND {value} IS NULL AND NOT coalesce({fine}, FALSE)")
    elif code == "not_category":
        allowed = ", ".join(" / ".join((c.value, *c.spellings[:1])) for c in f.categories)
        options = tuple(word for c in f.categories for word in (c.value, *c.spellings))
        condition = f"{text} IS NOT NULL AND {value} IS NULL"
        yield Probe(code, header, condition, column, f.sensitive, {"allowed": allowed}, options=options)
    elif code:
        yield probe(code, f"{text} IS NOT NULL AND {value} IS NULL", format=f.format)
    if f.format == "id_number":
        yield probe("id_birthday", f"{value} IS NOT NULL AND {identity.birth_date_sql(value)} IS NULL")
        yield probe("id_check_digit", f"NOT {identity.check_ok_sql(value)}")
        yield probe("id_prefix", f"NOT {identity.prefix_ok_sql(value)}")
    if rules.minimum is not None:
        yield probe("below_minimum", f"{value} < {rules.minimum}", minimum=_plain(rules.minimum))
    if rules.maximum is not None:
        yield probe("above_maximum", f"{value} > {rules.maximum}", maximum=_plain(rules.maximum))
    if rules.enum:
        allowed = ", ".join(map(_plain, rules.enum))
        yield probe("not_in_enum", f"{value} NOT IN ({', '.join(rules.enum)})", allowed=allowed)
    if rules.pattern is not None:
        yield probe(
            "pattern_differs",
            f"NOT regexp_full_match({value}, {literal(rules.pattern)})",
            pattern=rules.pattern,
        )
    if rules.min_length is not None:
        yield probe("too_short", f"length({value}) < {rules.min_length}", minimum=rules.min_length)
    if rules.max_length is not None:
        yield probe("too_long", f"length({value}) > {rules.max_length}", maximum=rules.max_length)


def control_probes(raw: Raw, table: Descriptor, match: Match) -> Iterator[Probe]:
    """Characters that nobody sees, in any column: they would come out again in the plan."""
    private = {match.fields[f.name][1] for f in table.fields if f.sensitive and f.name in match.fields}
    for column, header in zip(raw.columns, raw.headers, strict=True):
        shown = f"regexp_replace({column}, '{_CONTROL}', '\ufffd', 'g')"
        yield Probe("control_character", header, f"regexp_matches({column}, '{_CONTROL}')", shown, header in private)


def text_and_value(column: str) -> tuple[str, str]:
    """The names under which a column's text and its typed value are asked about."""
    return ident(f"text {column}"), ident(f"value {column}")


def staged(raw: Raw, fields: Mapping[str, Field]) -> str:
    """The raw table with the text and the typed value of each column worked out once, for many probes to ask about.

    ``fields``: raw column -> its field. Written out in every probe instead, they make planning the query slow.
    """
    texts = "".join(f", {text_of(f, column)} AS {text_and_value(column)[0]}" for column, f in fields.items())
    values = "".join(
        f", {value_of(f, text_and_value(column)[0])} AS {text_and_value(column)[1]}" for column, f in fields.items()
    )
    return f"(SELECT *{values} FROM (SELECT *{texts} FROM {ident(raw.name)}))"


def _least_over_most(rule: Check, table: Descriptor, match: Match) -> list[Probe]:
    least, most = rule.columns
    (column, header), (other, other_header) = match.fields[least], match.fields[most]
    condition = f"{typed(table, match, least)} > {typed(table, match, most)}"
    facts = {"most_column": other_header}
    return [Probe("least_over_most", header, condition, column, facts=facts, row_facts={"most": other})]


def _id_contradicts(rule: Check, table: Descriptor, match: Match) -> list[Probe]:
    number_name, *others = rule.columns
    column, header = match.fields[number_name]
    value = typed(table, match, number_name)
    said = {"sex": identity.sex_sql(value), "birth_date": identity.birth_date_sql(value)}
    probes = []
    for other, sql in zip(others, (said["sex"], said["birth_date"]), strict=False):
        if other in match.fields:
            stated = typed(table, match, other)
            known = f" AND {stated} IN ('1', '2')" if sql == said["sex"] else ""
            code = "id_sex_differs" if sql == said["sex"] else "id_birth_date_differs"
            condition = f"{value} IS NOT NULL{known} AND {stated} <> {sql}"
            probes.append(Probe(code, header, condition, column, True, {"other": match.fields[other][1]}))
    return probes


_LEAST_COLUMNS = {"least_over_most": 2, "id_contradicts": 1}
_CHECKS: dict[str, Callable[[Check, Descriptor, Match], list[Probe]]] = {
    "least_over_most": _least_over_most,
    "id_contradicts": _id_contradicts,
}


def rule_probes(table: Descriptor, match: Match) -> Iterator[Probe]:
    """The descriptor's rules between columns, where the table has the columns."""
    for rule in table.checks:
        if all(column in match.fields for column in rule.columns[: _LEAST_COLUMNS[rule.code]]):
            yield from _CHECKS[rule.code](rule, table, match)


def ask(db: duckdb.DuckDBPyConnection, raw: Raw, source: str, probes: list[Probe]) -> list[Fault]:
    """Count every kind of fault in one scan of ``source`` (see ``staged``), then list the rows of those that occur."""
    if not probes:
        return []
    counted = ", ".join(f"count_if({probe.condition})" for probe in probes)
    counts = db.execute(f"SELECT {counted} FROM {source}").fetchone() or ()
    faults = []
    for probe, count in zip(probes, counts, strict=True):
        if count:
            facts = "".join(f", {sql}" for sql in probe.row_facts.values())
            found = db.execute(
                f"SELECT _row, {probe.shown}{facts} FROM {source} WHERE {probe.condition} ORDER BY _row LIMIT {LISTED}"
            ).fetchall()
            faults += [_fault(raw, probe, *line) for line in found]
            if count > LISTED:
                faults.append(more_like_this(raw.source.label, probe.header, probe.code, count))
    return faults


def _fault(raw: Raw, probe: Probe, row: int, value: str | None, *facts: str | None) -> Fault:
    found = {name: str(fact) for name, fact in zip(probe.row_facts, facts, strict=True)}
    if probe.options:
        found["near"] = nearest(value or "", probe.options) or "-"
    return Fault(
        probe.code,
        raw.source.label,
        row,
        probe.header,
        shown_value(value, probe.sensitive),
        {**probe.facts, **found},
    )


def _plain(sql_literal: str) -> str:
    """A bound as a person reads it: without the quotes and the type of its SQL literal."""
    return sql_literal.removeprefix("DATE ").strip("'").replace("''", "'")
