"""Which columns the settings of a scenario look at: those that a decision rests on, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from pairing.config import Config, Goal, Limit, Programme, Span
from pairing.verdict import sql


def looked_at(config: Config, programme: Programme) -> dict[str, set[str]]:
    """For each alias of a programme (n, r, v, l) the columns that its rules, scores, amounts, limits and goals name."""
    found: dict[str, set[str]] = {alias: set() for alias in sql.tables(programme)}
    for text in _texts(config, programme):
        for column in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Column):
            alias = column.table.lower()
            if alias in found and column.name != "_id":
                found[alias].add(column.name)
    if programme.links:
        found["l"] |= {"need", "resource", "points"}
    return found


def _texts(config: Config, programme: Programme) -> Iterator[str]:
    """Every SQL text that a programme's links, amounts, limits and goals are made of; those of other policies too, for
    one may be measured by the goals of another."""
    via, stand = programme.via, programme.standing
    for text in (stand.priority, stand.arrival, stand.tier, stand.region, stand.likes, stand.liked, *stand.groups):
        if text is not None:
            yield text
    for rule in (*programme.rules, *(via.rules if via else ())):
        yield rule.where
    for score in (*programme.scores, *(via.scores if via else ())):
        yield score.points
    yield from _span(programme.wants)
    yield from _span(programme.holds)
    if via:
        yield from _span(via.holds)
    yield from (text for text in (programme.upper, programme.minimum) if text is not None)
    for limit in programme.limits:
        yield from _limit(limit, programme)
    for limit in config.limits:
        if not limit.programmes or programme.code in limit.programmes:
            yield from _limit(limit, programme)
    for goal in (goal for policy in config.policies.values() for goal in policy.goals):
        if not goal.programmes or programme.code in goal.programmes:
            yield from _goal(goal)


def _span(span: Span) -> Iterator[str]:
    yield from (text for text in (span.least, span.most, span.weight) if text is not None)


def _limit(limit: Limit, programme: Programme) -> Iterator[str]:
    terms = limit.terms(programme.code)
    yield from terms.per
    yield from (text for text in (terms.weight, terms.where, limit.least, limit.most) if text is not None)


def _goal(goal: Goal) -> Iterator[str]:
    yield from goal.per
    yield from (text for text in (goal.cap, goal.weight, goal.where) if text is not None)
