"""Text to syntax tree, through a whitelist: the barrier between a scenario's SQL and the database.

The text is bounded before it is parsed, every node of the tree must be of a listed kind, and only the tree goes
on. What the user typed never reaches the engine.
"""

from __future__ import annotations

import unicodedata

from sqlglot import Token, TokenType, exp
from sqlglot.errors import ErrorLevel, ParseError

from pairing.fault import BadData, Fault
from pairing.sql import words
from pairing.sql.grammar import DIALECT, FULL_WIDTH, STUMBLES, Grammar, Place
from pairing.sql.whitelist import refusals

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of signs that nobody sees and that can hide or reorder text."""
_OPENERS = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_CLOSERS = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
_OPERATORS = frozenset({"&&", "@>", "<@", "^@"})
"""The parser and the engine group these in different ways, and each has a function that says it plainly."""


def read(sql: str, grammar: Grammar, place: Place) -> exp.Expr:
    """The syntax tree of a text that stays within the grammar.

    Raises BadData with every fault of the text: too long, too deep, no SQL, or SQL that is refused.
    """
    _check_text(sql, place)
    tokens = _tokens(sql, place)
    _check_tokens(tokens, grammar, place)
    try:
        tree = parse(tokens, sql, statement=grammar.statement)
    except RecursionError:
        raise BadData([place.fault("sql_too_deep", limit=words.NESTING)]) from None
    except ParseError as error:
        wrong = str(error.errors[0].get("highlight") or "") if error.errors else ""
        raise BadData([_syntax_fault(tokens, wrong or sql, place)]) from None
    except STUMBLES:
        raise BadData([_syntax_fault(tokens, sql, place)]) from None
    faults = list(refusals(tree, sql, grammar, place))
    if any(fault.code == "sql_refused" for fault in faults) and (sign := _full_width_sign(tokens)):
        faults = [place.fault("full_width_sign", sign)]
    if faults:
        raise BadData(faults)
    return tree


def parse(tokens: list[Token], sql: str, *, statement: bool) -> exp.Expr:
    """The tree of one statement or one expression, unchecked; raises ParseError."""
    parser = DIALECT.parser(error_level=ErrorLevel.IMMEDIATE)
    trees = parser.parse(tokens, sql) if statement else parser.parse_into(exp.Condition, tokens, sql)
    if len(trees) != 1 or trees[0] is None:
        raise ParseError("one piece of SQL is expected")
    return trees[0]


def _check_text(sql: str, place: Place) -> None:
    if not sql.strip():
        raise BadData([place.fault("sql_empty")])
    if len(sql) > words.CHARACTERS:
        raise BadData([place.fault("sql_too_long", found=len(sql), limit=words.CHARACTERS)])
    for character in sql:
        if character not in "\t\r\n" and unicodedata.category(character) in _INVISIBLE:
            raise BadData([place.fault("sql_character", f"U+{ord(character):04X}")])


def _tokens(sql: str, place: Place) -> list[Token]:
    try:
        tokens = DIALECT.tokenize(sql)
    except STUMBLES:
        raise BadData([place.fault("sql_syntax", sql)]) from None
    if not tokens:
        raise BadData([place.fault("sql_empty")])
    return tokens


def _check_tokens(tokens: list[Token], grammar: Grammar, place: Place) -> None:
    if len(tokens) > grammar.words:
        raise BadData([place.fault("sql_too_many_words", found=len(tokens), limit=grammar.words)])
    depth = 0
    for token in tokens:
        depth += (token.token_type in _OPENERS) - (token.token_type in _CLOSERS)
        if depth > words.NESTING:
            raise BadData([place.fault("sql_too_deep", limit=words.NESTING)])
    first = tokens[0].text.upper()
    faults = []
    if any(token.token_type == TokenType.SEMICOLON for token in tokens):
        faults.append(place.fault("sql_several"))
    if grammar.statement:
        foreign = first not in ("SELECT", "WITH", "FROM", "(")
    else:
        foreign = first in words.STATEMENTS and len(tokens) > 1 and _word(tokens[1])
    if foreign:
        faults.append(place.fault("sql_statement", first))
    if not grammar.statement and any(token.token_type == TokenType.SELECT for token in tokens):
        faults.append(place.fault("sql_subquery", "select"))
    # the parser takes ~ for regexp_matches, the engine for a match of the whole text: nobody should need to know
    faults += [
        place.fault("sql_refused", token.text)
        for token in tokens
        if token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER)
        and (token.text.startswith("~") or token.text in _OPERATORS)
    ]
    if faults:
        raise BadData(faults)


def _word(token: Token) -> bool:
    return token.text[:1].isalpha() or token.token_type == TokenType.STRING


def _syntax_fault(tokens: list[Token], wrong: str, place: Place) -> Fault:
    sign = _full_width_sign(tokens)
    return place.fault("full_width_sign", sign) if sign else place.fault("sql_syntax", wrong)


def _full_width_sign(tokens: list[Token]) -> str:
    """The first full-width sign outside of quotes, or an empty text."""
    outside_quotes = (token.text for token in tokens if token.token_type == TokenType.VAR)
    return next((sign for text in outside_quotes for sign in text if sign in FULL_WIDTH), "")
