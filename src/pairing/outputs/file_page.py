"""One household's file as a page: for itself in plain words, for a caseworker with points and rules, for an auditor
with everything that the decision rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from pairing.outputs.file_audit import audit_facts
from pairing.outputs.page import page
from pairing.outputs.reasons_need import looked_at, need_lines, standing_lines, value_text
from pairing.outputs.reasons_words import Words
from pairing.outputs.words import amount_text, percent
from pairing.reason import text


def file_page(record: Mapping[str, Any], lang: str, stem: str) -> bytes:
    """The page of a file's record; ``stem`` is the name of its files, without their endings."""
    role = record["for"]
    words = Words(lang)
    facts: dict[str, Any] = {
        "role": role,
        "household": record["household"],
        "title": text(record["run"].get("title"), lang),
        "number": next(reversed(record["chain"].values()))[:16],
        "stem": stem,
    }
    if role == "household":
        facts["cards"] = [_card(one, words) for one in record["decisions"]]
        return page("file.html", lang, **facts)
    words.goals = list(record["goals"])
    for programme in record["programmes"]:
        words.learn(programme)
    facts |= {
        "names": [[one["name"], one["table"], one["id"]] for one in record.get("names", ())],
        "overview": [_line(need, words) for need in record["decisions"]],
        "needs": [
            _need(need, record["titles"].get(need["programme"], {}), words, role)
            for need in record["decisions"]
            if need["reason"] != "nothing_asked"
        ],
        "run": _run(record["run"], words),
        "hashes": _hashes(record, words),
    }
    if role == "auditor":
        facts |= audit_facts(record["evidence"], words)
    return page("file.html", lang, **facts)


def outcome(need: Mapping[str, Any]) -> str:
    """What came of a need's record: ``given`` in full, in ``part``, ``nothing``, still ``open`` since a datum is
    missing, or ``not_asked``."""
    if need["reason"] == "nothing_asked":
        return "not_asked"
    if need["reason"] == "given":
        return "given"
    return "part" if need["given"] else "open" if need["reason"] == "unknown_data" else "nothing"


def _card(one: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """A need as its household reads it."""
    sources = []
    for source in one["from"]:
        name = _named(source["resource"], source.get("resource_title", ""))
        if "via" in source:
            name = words.say("file_via", resource=name, via=_named(source["via"], source.get("via_title", "")))
        sources.append(
            name if not one["money"] or len(one["from"]) < 2 else f"{name}: {_amount(source['amount'], one, words)}"
        )
    return {
        "title": text(one["title"], words.lang) or one["programme"],
        "need": one["need"],
        "outcome": one["outcome"],
        "asked": words.say("file_open_amount") if one["asked"] is None else _amount(one["asked"], one, words),
        "given": _amount(one["given"], one, words),
        "sources": sources,
        "why": text(one["why"], words.lang),
        "law": one.get("law"),
        "next": text(one["what_you_can_do"], words.lang),
    }


def _amount(amount: int, one: Mapping[str, Any], words: Words) -> str:
    if not amount:
        return words.say("file_none")
    if one["money"]:
        return amount_text(amount, True, words.lang)
    return words.say("file_matches_one" if amount == 1 else "file_matches_many", count=amount)


def _named(identity: str, title: str) -> str:
    if not title or title == identity:
        return identity
    return f"{title} ({identity})"


def _line(need: Mapping[str, Any], words: Words) -> list[str]:
    code = need["programme"]
    wanted = "" if need["wanted"] is None else words.amount(code, need["wanted"])
    return [
        words.programme(code),
        need["need"],
        wanted,
        words.amount(code, need["given"]),
        text(need["message"], words.lang),
    ]


def _need(need: Mapping[str, Any], titles: Mapping[str, str], words: Words, role: str) -> dict[str, Any]:
    """A need as a caseworker or an auditor reads it: sentences, then each match with its points and rules, then what
    came next."""
    plain = {**need, "matches": (), "others": ()}
    return {
        "title": words.programme(need["programme"]),
        "need": need["need"],
        "lines": [line.strip() for line in need_lines(plain, words)[1:]],
        "matches": [_match(need, match, titles, words, role) for match in need.get("matches", ())],
        "full": need["reason"] == "given",
        "others": [_other(need, other, titles, words) for other in need.get("others", ())],
    }


def _place(place: Mapping[str, Any], titles: Mapping[str, str], words: Words) -> str:
    name = _named(place["resource"], titles.get(place["resource"], ""))
    if "via" not in place:
        return name
    return words.say("file_via", resource=name, via=_named(place["via"], titles.get(place["via"], "")))


def _match(
    need: Mapping[str, Any], match: Mapping[str, Any], titles: Mapping[str, str], words: Words, role: str
) -> dict[str, Any]:
    code = need["programme"]
    # The points have a table of their own.
    lines = list(standing_lines(need, {**match, "scores": {}}, words))
    return {
        "head": f"{_place(match, titles, words)}: {words.amount(code, match['amount'])}",
        "lines": lines,
        "scores": [*match["scores"].items(), (words.say("file_total"), match["points"])] if match["scores"] else [],
        "rules": _clauses(match, code, words) if role == "auditor" else _rules(match, code, words),
    }


def _rules(match: Mapping[str, Any], code: str, words: Words) -> list[list[str]]:
    """Each rule that the match was held against, with what it looked at: no conditions, they are for whoever audits."""
    return [
        [rule["rule"], _opened(match, words) if opened else words.listed(looked_at(rule, match)), rule["law"]]
        for rule, opened in _held_against(match, code, words)
    ]


def _clauses(match: Mapping[str, Any], code: str, words: Words) -> list[list[str]]:
    """Each clause of each rule that the match was held against, with the values that it saw."""
    found = []
    for rule, opened in _held_against(match, code, words):
        for clause in rule["clauses"]:
            values = [f"{c} = {value_text(match['values'].get(c))}" for c in clause["columns"] if c in match["values"]]
            told = _opened(match, words) if opened else words.listed(values)
            found.append([rule["rule"], clause["sql"], told, rule["law"]])
    return found


def _held_against(match: Mapping[str, Any], code: str, words: Words) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """The rules that say something of a match, and whether what lies between made up for each."""
    for rule in words.programmes[code]["rules"]:
        if "via" in match or not rule["rule"].startswith("via."):
            yield rule, bool(rule["opened"]) and "via" in match


def _opened(match: Mapping[str, Any], words: Words) -> str:
    return words.say("file_rule_opened", via=match["via"])


def _other(need: Mapping[str, Any], other: Mapping[str, Any], titles: Mapping[str, str], words: Words) -> list[str]:
    code = need["programme"]
    load = words.amount(code, other["load"])
    if other["most"] is not None:
        load = words.say("file_load_of", load=load, most=words.amount(code, other["most"]))
    rank = words.say("file_rank_of", rank=other["rank"], among=other["among"])
    return [_place(other, titles, words), str(other["points"]), rank, load, words.loss(other)]


def _run(run: Mapping[str, Any], words: Words) -> dict[str, Any]:
    goals = []
    for goal in run["goals"]:
        known = next((each for each in words.goals if each["goal"] == goal["code"]), {})
        shown = [
            "—"
            if goal[key] is None
            else percent(Fraction(goal[key]))
            if isinstance(goal[key], str)
            else words.measure(known, goal[key])
            for key in ("value", "bound")
        ]
        goals.append([words.goal(goal["code"]), *shown, words.say(f"file_proof_{goal['proof']}")])
    return {
        "policy": run["policy"],
        "status": _status(run, words),
        "verified": words.say("file_verified_yes" if run["verified"] else "file_verified_no"),
        "solver": list(run["solver"]),
        "goals": goals,
    }


def _status(run: Mapping[str, Any], words: Words) -> str:
    """How good the plan is; of a plan that a procedure made, which one."""
    if "procedure" in run:
        return words.say("status_procedure", procedure=run["procedure"]["name"])
    return words.say(f"file_status_{run['status']}")


def _hashes(record: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    run = record["run"]
    own = [(words.say("file_hash_summary"), run["summary"]), (words.say("file_hash_rules"), run["rules"])]
    if record["for"] == "caseworker":
        return own
    listed = {**run["inputs"], **run.get("files", {})}
    return [*own, *sorted((name, digest) for name, digest in listed.items() if name != "scenario.toml")]
