"""A checked syntax tree, written back as the one text that the engine sees.

Parentheses stand exactly where precedence needs them (so the engine cannot read the text in another way than the
parser did), names are quoted where they could be taken for a keyword, and what has no number is NULL, never an
error or infinity: x / 0, the root of a negative, the logarithm of zero. What depends on something unknown is unknown:
least and greatest do not pass over NULL.
"""

from __future__ import annotations

import re

from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError

from pairing.sql.barrier import parse
from pairing.sql.grammar import DIALECT

_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*\Z", re.IGNORECASE)
_KEYWORDS = frozenset(DIALECT.tokenizer_class.KEYWORDS) | {"ANTI", "ASOF", "GLOB", "ISNULL", "LAMBDA", "LATERAL"}
_KEYWORDS |= {"NOTNULL", "POSITIONAL", "QUALIFY", "RETURNING", "SEMI", "VARIADIC"}
_RANK: dict[type[exp.Expr], int] = {
    kind: rank
    for rank, kinds in enumerate(
        (
            (exp.Or,),
            (exp.And,),
            (exp.Not,),
            (
                *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ),
                *(exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape),
            ),
            (exp.DPipe,),
            (exp.Add, exp.Sub),
            (exp.Mul, exp.Div, exp.IntDiv, exp.Mod),
            (exp.Neg,),
        )
    )
    for kind in kinds
}
_NESTED_CHOICES = 3  # each level writes what it chooses from once more
_COMPARISON = _RANK[exp.EQ]
_NOT = _RANK[exp.Not]


def canonical(tree: exp.Expr) -> str:
    """The SQL of a tree that ``barrier.read`` let through; the tree itself is left as it is.

    Raises ParseError when the text does not read back as itself, and RecursionError when it is too deep.
    """
    root = exp.Paren(this=tree.copy())
    _drop_parentheses(root)
    _spell_out(root)
    _guard(root)
    _set_parentheses(root)
    for name in root.find_all(exp.Identifier):
        name.set("quoted", not _SIMPLE.match(name.name) or name.name.upper() in _KEYWORDS)
    sql = _write(root.this)
    again = exp.Paren(this=parse(DIALECT.tokenize(sql), sql, statement=isinstance(tree, exp.Query)))
    _spell_out(again)
    if _write(again.this) != sql:
        raise ParseError("the text does not read back as itself")
    return sql


def _write(tree: exp.Expr) -> str:
    return tree.sql(DIALECT, comments=False, unsupported_level=ErrorLevel.RAISE)


def _drop_parentheses(root: exp.Paren) -> None:
    for paren in list(root.find_all(exp.Paren)):
        if paren is not root and not isinstance(paren.parent, exp.Interval):
            paren.replace(paren.this)


def _spell_out(root: exp.Expr) -> None:
    """Writes as plain calls what would otherwise come out as an operator, or with a cast that hides a wrong type."""
    for node in list(root.find_all(exp.ArrayOverlaps)):
        node.replace(exp.Anonymous(this="LIST_HAS_ANY", expressions=[node.this, node.expression]))


def _guard(root: exp.Expr) -> None:
    for choice in reversed(list(root.find_all(exp.Least, exp.Greatest))):  # the innermost first
        _guard_choice(choice)
    for division in list(root.find_all(exp.Div, exp.IntDiv, exp.Mod)):
        if not _never_zero(division.expression):
            division.set("expression", exp.Nullif(this=division.expression, expression=exp.Literal.number(0)))
    for logarithm in list(root.find_all(exp.Ln)):
        inner = logarithm.this
        floored = isinstance(inner, exp.Nullif) and isinstance(inner.this, exp.Greatest)
        if not (floored and _zero(inner.expression) and [_zero(part) for part in inner.this.expressions] == [True]):
            floor = exp.Greatest(this=inner, expressions=[exp.Literal.number(0)], ignore_nulls=True)
            logarithm.set("this", exp.Nullif(this=floor, expression=exp.Literal.number(0)))
    for power in list(root.find_all(exp.Sqrt, exp.Pow)):
        if not _guarded(power):
            for value in ("nan",) if isinstance(power, exp.Sqrt) else ("nan", "inf", "-inf"):
                double = exp.DataType(this=exp.DType.DOUBLE)
                _wrap(power, exp.Nullif(expression=exp.Cast(this=exp.Literal.string(value), to=double)))


def _guard_choice(choice: exp.Expr) -> None:
    """The least or greatest of something unknown is unknown: the engine by itself would pass over it."""
    nested, above = 0, choice.parent
    while above is not None:
        nested += isinstance(above, exp.Least | exp.Greatest)
        above = above.parent
    if nested > _NESTED_CHOICES:
        raise RecursionError("least and greatest within each other")
    told = choice.parent
    if (
        isinstance(told, exp.Case)
        and choice.arg_key == "default"
        and isinstance(told.args["ifs"][0].args["true"], exp.Null)
    ):
        return
    if isinstance(told, exp.Nullif) and isinstance(told.parent, exp.Ln):
        return
    parts = [part for part in (choice.this, *choice.expressions) if not isinstance(part, exp.Literal)]
    unknown: exp.Expr | None = None
    for part in parts:
        missing = exp.Is(this=part.copy(), expression=exp.Null())
        unknown = missing if unknown is None else exp.Or(this=unknown, expression=missing)
    if unknown is not None:
        case = exp.Case(ifs=[exp.If(this=unknown, true=exp.Null())])
        choice.replace(case)
        case.set("default", choice)


def _never_zero(divisor: exp.Expr) -> bool:
    if isinstance(divisor, exp.Nullif):
        return _zero(divisor.expression)
    number = divisor.this if isinstance(divisor, exp.Neg) else divisor
    return isinstance(number, exp.Literal) and not number.is_string and float(number.name) != 0


def _zero(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.name == "0"


def _guarded(node: exp.Expr) -> bool:
    guard = node.parent
    value = guard.expression.this if isinstance(guard, exp.Nullif) and isinstance(guard.expression, exp.Cast) else None
    return isinstance(value, exp.Literal) and value.name in ("nan", "inf", "-inf") and node.arg_key == "this"


def _set_parentheses(root: exp.Expr) -> None:
    for node in list(root.walk()):
        parent = node.parent
        inner, outer = _RANK.get(type(node)), _RANK.get(type(parent)) if parent is not None else None
        if inner is None or outer is None or isinstance(parent, exp.Escape):
            continue
        if isinstance(parent, exp.In) and node.arg_key != "this":
            continue
        chain = inner not in (_NOT, _COMPARISON, _RANK[exp.Neg]) and (
            node.arg_key == "this" or isinstance(node, exp.And | exp.Or)
        )
        if inner < outer or (inner == outer and not chain):
            _wrap(node, exp.Paren())


def _wrap(node: exp.Expr, outside: exp.Expr) -> None:
    """Puts ``outside`` in the node's place and the node into it."""
    node.replace(outside)
    outside.set("this", node)
