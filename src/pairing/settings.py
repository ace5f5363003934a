"""`scenario.toml` -> :class:`pairing.config.Config`, with every structural fault at its dotted place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from pairing.config import KINDS, Config, Goal, Kind, Limit, Measure, Policy, Programme, Rule, Score, Span, Text, Via
from pairing.fault import BadSettings, Fault, choices

FILE = "scenario.toml"
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z")
_REQUIRED = object()

#: Policies that every scenario has without writing them; see :func:`_fitting` for which goals a scenario needs.
BUILT_IN: dict[str, tuple[Goal, ...]] = {
    "coverage": (
        Goal("served", "count", cap="1"),
        Goal("matches", "count"),
        Goal("money", "money"),
        Goal("points", "points"),
    ),
    "points": (Goal("points", "points"),),
}


class _Block:
    """One table of the TOML file: values are taken by name and type; what nobody took is a fault."""

    def __init__(self, place: str, values: Mapping[str, Any], faults: list[Fault]) -> None:
        self.place, self.values, self.faults = place, dict(values), faults
        self.known: list[str] = []

    def fault(self, code: str, key: str = "", value: object = "", **facts: str | int) -> None:
        place = f"{self.place}.{key}" if key and self.place else key or self.place
        self.faults.append(Fault(code, FILE, column=place, value=str(value), facts=facts))

    def take(self, key: str, read: Callable[[Any], Any], expected: str, default: Any = _REQUIRED) -> Any:
        self.known.append(key)
        if key not in self.values:
            if default is _REQUIRED:
                self.fault("setting_missing", key, expected=expected)
                return None
            return default
        value = self.values.pop(key)
        try:
            return read(value)
        except (TypeError, ValueError):
            self.fault("setting_type", key, '""' if value == "" else value, expected=expected)
            return None if default is _REQUIRED else default

    def blocks(self, key: str) -> list[_Block]:
        rows = self.take(key, _list_of_tables, "list of tables", [])
        places = [f"{self.place}.{key}" if self.place else key] * len(rows)
        return [
            _Block(f"{place}.{row['code'] if isinstance(row.get('code'), str) else i + 1}", row, self.faults)
            for i, (place, row) in enumerate(zip(places, rows, strict=True))
        ]

    def done(self) -> None:
        for key, value in self.values.items():
            self.fault("setting_unknown", key, value, **choices(key, self.known))


def _str(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _sql(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError
    return _str(repr(value) if isinstance(value, (int, float)) else value)


def _code(value: Any) -> str:
    if not _CODE.match(_str(value)):
        raise ValueError
    return cast(str, value)


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(_str(item) for item in ([value] if isinstance(value, str) else _list(value)))


def _columns(value: Any) -> tuple[str, ...]:
    columns = _strings(value)
    if not columns:
        raise ValueError
    return columns


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _list_of_tables(value: Any) -> list[dict[str, Any]]:
    rows = _list(value)
    if not all(isinstance(row, dict) for row in rows):
        raise TypeError
    return rows


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: Any) -> Text:
    if isinstance(value, str):
        return {"en": value, "zh": value}
    return {lang: _str(words) for lang, words in _table(value).items()}


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(_str(value))


def _share(value: Any) -> Fraction:
    share = Fraction(str(value))
    if isinstance(value, bool) or not 0 <= share <= 1:
        raise ValueError
    return share


def _one_of(names: Iterable[str]) -> Callable[[Any], str]:
    known = tuple(names)

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return cast(str, value)

    return read


def _span(block: _Block, key: str, default: Span) -> Span:
    value = block.values.get(key)
    if not isinstance(value, dict):
        return Span(most=block.take(key, _sql, "SQL, a number or {least, most}", default.most))
    block.known.append(key)
    inner = _Block(f"{block.place}.{key}", block.values.pop(key), block.faults)
    span = Span(
        least=inner.take("least", _sql, "SQL or a number", None),
        most=inner.take("most", _sql, "SQL or a number", None),
        may_stay_unused=inner.take("may_stay_unused", _bool, "true or false", False),
        weight=inner.take("weight", _sql, "SQL or a number", None),
    )
    inner.done()
    return span


def _rule(block: _Block) -> Rule:
    rule = Rule(
        code=block.take("code", _code, "a short name of letters, digits and _"),
        where=block.take("where", _sql, "SQL condition"),
        says=block.take("says", _text, "text, or {en, zh}", {}),
        law=block.take("law", _str, "text", ""),
    )
    block.done()
    return rule


def _score(block: _Block) -> Score:
    score = Score(
        code=block.take("code", _code, "a short name of letters, digits and _"),
        points=block.take("points", _sql, "SQL number"),
    )
    block.done()
    return score


def _limit(block: _Block, of: Measure, *, across: bool) -> Limit:
    limit = Limit(
        code=block.take("code", _code, "a short name of letters, digits and _"),
        per=block.take("per", _columns, "list of columns such as n.village"),
        of=block.take("of", _one_of(("count", "money")), "count or money", of),
        weight=block.take("weight", _sql, "SQL or a number", None),
        where=block.take("where", _sql, "SQL condition", None),
        least=block.take("least", _sql, "SQL or a number", None),
        most=block.take("most", _sql, "SQL or a number", None),
        soft=block.take("soft", _natural, "a whole number of points", None),
        or_none=block.take("or_none", _bool, "true or false", False),
        says=block.take("says", _text, "text, or {en, zh}", {}),
        law=block.take("law", _str, "text", ""),
        programmes=block.take("programmes", _strings, "list of programme codes", ()) if across else (),
    )
    if limit.least is None and limit.most is None:
        block.fault("limit_without_bound")
    if limit.soft is not None and limit.or_none:
        block.fault("limit_soft_or_none")
    block.done()
    return limit


def _via(block: _Block) -> Via:
    via = Via(
        table=block.take("table", _str, "name of a table"),
        key=block.take("key", _str, "name of a column", None),
        holds=_span(block, "holds", Span()),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        opens=block.take("opens", _strings, "list of rule codes"),
    )
    block.done()
    return via


def _programme(block: _Block) -> Programme:
    kind = cast(Kind, block.take("kind", _one_of(KINDS), "pairing, placement or funding") or "pairing")
    via = block.take("via", _table, "a table", None)
    of: Measure = "money" if kind == "funding" else "count"
    programme = Programme(
        code=block.take("code", _code, "a short name of letters, digits and _"),
        kind=kind,
        title=block.take("title", _text, "text, or {en, zh}", {}),
        needs=block.take("needs", _str, "name of a table or view"),
        resources=block.take("resources", _str, "name of a table or view"),
        need_key=block.take("need_key", _str, "name of a column", None),
        resource_key=block.take("resource_key", _str, "name of a column", None),
        wants=_span(block, "wants", Span(most="1")),
        holds=_span(block, "holds", Span()),
        upper=block.take("upper", _sql, "SQL or a number", None),
        minimum=block.take("minimum", _sql, "SQL or a number", None),
        top=block.take("top", _natural, "a whole number", None) or None,
        links=block.take("links", _str, "name of a table", None),
        rules=tuple(_rule(b) for b in block.blocks("rule")),
        scores=tuple(_score(b) for b in block.blocks("score")),
        limits=tuple(_limit(b, of, across=False) for b in block.blocks("limit")),
        via=None if via is None else _via(_Block(f"{block.place}.via", via, block.faults)),
    )
    if programme.wants.most is None:
        block.fault("setting_missing", "wants.most", expected="SQL or a number")
    if programme.via:
        for code in programme.via.opens or ():
            if code not in {rule.code for rule in programme.rules}:
                block.fault("unknown_rule", "via.opens", code, **choices(code, (r.code for r in programme.rules)))
    block.done()
    return programme


def _goal(block: _Block) -> Goal:
    worst = block.take("worst", _strings, "list of columns such as n.village", ())
    code = block.take("code", _code, "a short name of letters, digits and _")
    named = block.take("programme", _str, "a programme's code", None)
    cap = block.take("cap", _sql, "SQL or a number", None)
    of: Measure = "points" if code == "points" else "count"
    goal = Goal(
        code=code,
        of=block.take("of", _one_of(("count", "money", "points")), "count, money or points", of),
        programmes=(named,) if named else block.take("programmes", _strings, "list of programme codes", ()),
        per=worst or block.take("per", _strings, "list of columns such as n.household_id", ()),
        cap="1" if cap is None and code == "served" else cap,
        weight=block.take("weight", _sql, "SQL or a number", None),
        where=block.take("where", _sql, "SQL condition", None),
        worst=bool(worst),
        loss=block.take("loss", _share, "a share between 0 and 1", Fraction(0)),
        title=block.take("title", _text, "text, or {en, zh}", {}),
    )
    if worst and (cap is not None or goal.weight is not None or goal.of == "points"):
        block.fault("goal_worst_plain")
    block.done()
    return goal


def _policy(block: _Block) -> Policy:
    policy = Policy(
        code=block.take("code", _code, "a short name of letters, digits and _"),
        title=block.take("title", _text, "text, or {en, zh}", {}),
        goals=tuple(_goal(b) for b in block.blocks("goals")),
    )
    if not policy.goals:
        block.fault("policy_without_goals")
    _unique(block, "goals", (goal.code for goal in policy.goals))
    block.done()
    return policy


def _unique(block: _Block, key: str, codes: Iterable[str | None]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            block.fault("code_twice", key, code)
        if code is not None:
            seen.add(code)


def _fitting(goal: Goal, programmes: Iterable[Programme]) -> Goal | None:
    """A built-in goal, over the programmes that it adds something to; None where there is none.

    Money is only in funding programmes, and matches say more than ``served`` only where a need may want several.
    """
    if goal.of == "points" or goal.cap is not None:
        return goal
    inside = [p for p in programmes if (p.money if goal.of == "money" else not p.money and p.wants.most != "1")]
    return replace(goal, programmes=tuple(p.code for p in inside)) if inside else None


def _config(root: _Block, head: _Block) -> Config:
    programmes = tuple(_programme(b) for b in root.blocks("programme"))
    limits = tuple(_limit(b, "count", across=True) for b in root.blocks("limit"))
    own = tuple(_policy(b) for b in root.blocks("policy"))
    fitting = {code: [_fitting(goal, programmes) for goal in goals] for code, goals in BUILT_IN.items()}
    built_in = {code: Policy(code, tuple(goal for goal in goals if goal)) for code, goals in fitting.items()}
    policies = {**built_in, **{p.code: p for p in own}}
    config = Config(
        code=head.take("code", _code, "a short name of letters, digits and _"),
        title=head.take("title", _text, "text, or {en, zh}", {}),
        as_of=head.take("as_of", _day, "a date such as 2012-12-31", None),
        policy=head.take("policy", _str, "a policy's code", own[0].code if own else "coverage"),
        views=root.take("view", lambda v: {k: _str(sql) for k, sql in _table(v).items()}, "table of SELECTs", {}),
        programmes=programmes,
        limits=limits,
        policies=policies,
        tables=root.take("table", lambda v: {k: _table(t) for k, t in _table(v).items()}, "table", {}),
    )
    if not programmes:
        root.fault("setting_missing", "programme", expected="at least one [[programme]]")
    if config.policy not in policies:
        head.fault("unknown_policy", "policy", config.policy, **choices(config.policy, policies))
    _unique(root, "programme", (p.code for p in programmes))
    _unique(root, "policy", (p.code for p in own))
    _unique(root, "limit", (code for code, _, _ in config.all_limits))
    for programme in programmes:
        reserved = ("wants", "holds", "via")
        _unique(root, f"programme.{programme.code}.rule", (r.code for r in programme.rules))
        _unique(root, f"programme.{programme.code}.limit", (*reserved, *(m.code for m in programme.limits)))
    _check_programme_names(root, config)
    return config


def _check_programme_names(root: _Block, config: Config) -> None:
    known = [p.code for p in config.programmes]
    uses = [(f"limit.{limit.code}.programmes", limit.programmes or ()) for limit in config.limits]
    uses += [
        (f"policy.{p.code}.goals.{g.code}.programme", g.programmes or ())
        for p in config.policies.values()
        for g in p.goals
    ]
    for place, codes in uses:
        for code in codes:
            if code not in known:
                root.fault("unknown_programme", place, code, **choices(code, known))


def read_config(folder: Path) -> Config:
    """Read ``folder/scenario.toml``; raises :class:`BadSettings` with every structural fault."""
    path = folder / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadSettings([Fault("scenario_missing", FILE)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings([Fault("scenario_unreadable", FILE, facts={"detail": str(error)})]) from None
    faults: list[Fault] = []
    root = _Block("", raw, faults)
    head = _Block("scenario", root.take("scenario", _table, "table", {}) or {}, faults)
    config = _config(root, head)
    head.done()
    root.done()
    if faults:
        complete = not any(fault.code in ("setting_missing", "setting_type") for fault in faults)
        raise BadSettings(faults, config if complete else None)
    return config
