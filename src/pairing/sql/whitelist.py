"""The whitelist: every node of a syntax tree is of a listed kind, with listed parts and listed names, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import ErrorLevel

from pairing.fault import Fault
from pairing.sql import words
from pairing.sql.grammar import DIALECT, STUMBLES, Grammar, Place, short

_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z")
_NOT_FINITE = re.compile(r"\s*[+-]?(nan|inf(inity)?)\s*\Z", re.IGNORECASE)
_CALCULATIONS = frozenset({exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod})
_TRUTHS = frozenset({exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape, exp.EQ, exp.NEQ})
"""A bare ``a IS NULL || b``: the parser and the engine group it in different ways, so parentheses are asked for."""
_ORDERINGS = frozenset({exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE})
"""Chains such as ``1 < a < 3`` do not mean what they seem to mean."""


def refusals(tree: exp.Expr, sql: str, grammar: Grammar, place: Place) -> Iterator[Fault]:
    """A fault for every node that the grammar does not allow; what lies below a refused node is not looked at."""
    refused: set[int] = set()
    for node in tree.walk(prune=lambda visited: id(visited) in refused):
        fault = _node_fault(node, sql, grammar, place)
        if fault is not None:
            refused.add(id(node))
            yield fault


def _node_fault(node: exp.Expr, sql: str, grammar: Grammar, place: Place) -> Fault | None:
    kind = type(node)
    if kind not in grammar.syntax:
        return _function_fault(node, sql, grammar, place)
    extra = _extra(node)
    if extra:
        return place.fault("sql_refused", extra)
    if isinstance(node, exp.Literal):
        return _literal_fault(node, place)
    if isinstance(node, exp.Var) and node.name.upper() not in words.UNITS and not isinstance(node.parent, exp.Ordered):
        return place.fault("sql_refused", node.name)
    if isinstance(node, exp.Column) and not isinstance(node.this, exp.Identifier | exp.Star):
        return place.fault("sql_refused", _snippet(node))
    if isinstance(node, exp.Is) and not isinstance(node.expression, exp.Null | exp.Boolean):
        return place.fault("sql_refused", _snippet(node))
    if isinstance(node, exp.DataType):
        return _type_fault(node, place)
    if kind in _TRUTHS and type(node.parent) in _CALCULATIONS:
        return place.fault("sql_parentheses", _snippet(node.parent or node))
    if kind in _ORDERINGS and type(node.parent) in _ORDERINGS:
        return place.fault("sql_parentheses", _snippet(node.parent or node))
    return None


def _function_fault(node: exp.Expr, sql: str, grammar: Grammar, place: Place) -> Fault | None:
    if isinstance(node, exp.IgnoreNulls):  # the parser wraps any_value in it
        node = node.this
    kind, name = type(node), _name(node, sql)
    if isinstance(node.parent, exp.Table):
        return place.fault("sql_table_function", name or _snippet(node))
    if isinstance(node, exp.Anonymous):
        if isinstance(node.this, str) and name in words.ANONYMOUS:
            return None
    elif kind in grammar.functions and (not name or name in grammar.names):
        extra = _extra(node)
        if extra:
            return place.fault("sql_refused", extra)
        if isinstance(node, exp.DateDiff) and not isinstance(node.args.get("unit"), exp.Var):
            return place.fault("sql_refused", _snippet(node))
        return _pattern_fault(node, place) if isinstance(node, exp.RegexpLike) else None
    if name in words.VOLATILE:
        return place.fault("not_deterministic", name)
    for code, kinds in words.REFUSED:
        if kind in kinds:
            return place.fault(code, name or _snippet(node))
    if name:
        return place.unknown("unknown_function", name, grammar.names)
    return place.fault("sql_refused", _snippet(node))


def _extra(node: exp.Expr) -> str:
    """The part that a node of this kind may not have, as SQL or by its name; empty when there is none."""
    listed = words.PARTS.get(type(node))
    for key, part in node.args.items():
        if part and listed is not None and key not in listed:
            return _snippet(part) if isinstance(part, exp.Expr) else key.strip("_").upper()
    return ""


def _name(node: exp.Expr, sql: str) -> str:
    """The function's name as the user wrote it, in lower case; empty for an operator."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    if not isinstance(node, exp.Func) or "start" not in node.meta:
        return ""
    return sql[node.meta["start"] : node.meta["end"] + 1].strip('"').lower()


def _literal_fault(node: exp.Literal, place: Place) -> Fault | None:
    text = str(node.this)
    if node.is_string:
        cast = node.parent if isinstance(node.parent, exp.Cast) else None
        guard = cast is not None and isinstance(cast.parent, exp.Nullif) and cast.arg_key == "expression"
        return place.fault("sql_value", text) if cast and not guard and _NOT_FINITE.match(text) else None
    if not _NUMBER.match(text) or float(text) == float("inf"):
        return place.fault("sql_value", text)
    return None


def _type_fault(node: exp.DataType, place: Place) -> Fault | None:
    kind = node.this
    inner = node.expressions
    if kind == exp.DType.ARRAY:
        simple = len(inner) == 1 and isinstance(inner[0], exp.DataType) and inner[0].this in words.TYPES
        return None if simple else place.fault("sql_type", _snippet(node))
    plain = all(isinstance(part, exp.DataTypeParam) and isinstance(part.this, exp.Literal) for part in inner)
    return None if kind in words.TYPES and plain else place.fault("sql_type", _snippet(node))


def _pattern_fault(node: exp.RegexpLike, place: Place) -> Fault | None:
    flag = node.args.get("flag")
    for part in (node.expression, flag):
        if part is not None and not (isinstance(part, exp.Literal) and part.is_string):
            return place.fault("sql_pattern", _snippet(part), limit=words.PATTERN)
    if len(node.expression.name) > words.PATTERN:
        return place.fault("sql_pattern", node.expression.name, limit=words.PATTERN)
    return None


def _snippet(node: exp.Expr) -> str:
    """The piece of SQL to show; a piece that cannot be written back is named by its kind."""
    try:
        return short(node.sql(DIALECT, comments=False, unsupported_level=ErrorLevel.IGNORE))
    except STUMBLES:
        return type(node).__name__
