"""Why one need got what it got, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pairing.outputs.reasons_words import Words
from pairing.reason import text


def need_lines(record: Mapping[str, Any], words: Words) -> list[str]:
    """A need's record as lines: what it got, why, what it came near, and what would turn a no into a yes."""
    say, code = words.say, record["programme"]
    facts = {"programme": words.programme(code), "need": record["need"], "given": words.amount(code, record["given"])}
    if record["wanted"] is None:
        lines = [say("why_head_open", **facts)]
    else:
        lines = [say("why_head", wanted=words.amount(code, record["wanted"]), **facts)]
    lines.append(f"  {text(record['message'], words.lang)}")
    for match in record.get("matches", ()):
        lines += _match(record, match, words)
    lines += [f"  {line}" for line in _unmet(record, words)]
    if "without" in record:
        loss = words.vector(record["without"]) or say("why_loss_none")
        lines.append("  " + say("why_without", loss=loss))
    if record["reason"] == "given":
        for number, other in enumerate(record.get("others", ())):
            code_of = "why_backup" if number else "why_runner_up"
            lines.append("  " + say(code_of, resource=_with_via(other), loss=words.loss(other)))
    lines += [f"  {line}" for other in record["secondary"] for line in _also(record, other, words)]
    if record.get("changes"):
        lines.append("  " + say("why_change"))
        lines += [f"    {_change(code, change, words)}" for change in record["changes"]]
    return lines + [f"  {line}" for line in _exact(record.get("exact", {}), words)]


def _exact(answers: Mapping[str, Any], words: Words) -> Iterator[str]:
    """What solving again has found: to have each resource, and to lose what there is."""
    more = [answers["more"]] if "more" in answers else []
    for answer in [*more, *answers.get("with", ()), *answers.get("others", ())]:
        yield words.say("exact_head", resource=_with_via(answer))
        yield "  " + _answered("exact_cost", answer, words)
    for answer in answers.get("margins", ()):
        yield _answered("exact_margin", answer, words)
    if "less" in answers:
        yield _answered("exact_less", answers["less"], words)


def _answered(code: str, answer: Mapping[str, Any], words: Words) -> str:
    if answer["status"] != "exact":
        return words.say("exact_never" if answer["status"] == "impossible" else "exact_late")
    loss = words.vector(answer["loss"]) or words.say("why_loss_none")
    return words.say(code, loss=loss, resource=_with_via(answer) if "resource" in answer else None)


def _with_via(match: Mapping[str, Any]) -> str:
    return f"{match['resource']} ({match['via']})" if "via" in match else str(match["resource"])


def _match(record: Mapping[str, Any], match: Mapping[str, Any], words: Words) -> Iterator[str]:
    say, resource = words.say, match["resource"]
    amount = words.amount(record["programme"], match["amount"])
    code = "why_match_via" if "via" in match else "why_match"
    yield "  " + say(code, resource=resource, amount=amount, via=match.get("via"))
    for line in standing_lines(record, match, words):
        yield "    " + line
    for rule in words.programmes[record["programme"]]["rules"]:
        if rule["rule"].startswith("via.") and "via" not in match:
            continue
        if rule["opened"] and "via" in match:
            yield "    " + say("why_rule_opened", rule=rule["rule"], via=match["via"])
            continue
        yield "    " + _met(rule, match, words)


def _met(rule: Mapping[str, Any], match: Mapping[str, Any], words: Words) -> str:
    """A rule that a match meets, with what it looked at."""
    seen = looked_at(rule, match)
    if not seen:
        return words.say("why_rule_plain", rule=rule["rule"])
    return words.say("why_rule", rule=rule["rule"], values=words.listed(seen))


def looked_at(rule: Mapping[str, Any], match: Mapping[str, Any]) -> list[str]:
    """What a rule looked at in a match: columns of the need by their name, others after the id of their row."""
    names = [name for clause in rule["clauses"] for name in clause["columns"] if name in match["values"]]
    owners = {"n": "", "r": f"{match['resource']}.", "v": f"{match.get('via', '')}."}
    return [
        f"{owners.get(name.partition('.')[0], '')}{name.partition('.')[2]} = {value_text(match['values'][name])}"
        for name in dict.fromkeys(names)
    ]


def standing_lines(record: Mapping[str, Any], match: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Where a need stands with what it got: points, rank, the bar, how much it could lose, the limits that are full."""
    say = words.say
    if match.get("pinned"):
        yield say("why_pinned")
    if match["scores"]:
        scores = words.listed(f"{name} {points}" for name, points in match["scores"].items())
        yield say("why_points", points=match["points"], scores=scores)
    yield _rank(record, match, words)
    if match["cutoff"] is not None:
        yield _bar("why_cutoff", match, words)
    if "margin" in match and not match.get("pinned"):
        yield _margin(match["margin"], words)
    if match.get("limits"):
        yield say("why_full", limits=words.listed(map(words.limit, match["limits"])))


def _rank(record: Mapping[str, Any], match: Mapping[str, Any], words: Words) -> str:
    facts = {"rank": match["rank"], "among": match["among"], "resource": match["resource"]}
    load = words.amount(record["programme"], match["load"])
    if match["most"] is None:
        return words.say("why_rank_open", load=load, **facts)
    return words.say("why_rank", load=load, most=words.amount(record["programme"], match["most"]), **facts)


def _bar(code: str, match: Mapping[str, Any], words: Words) -> str:
    """How this one compares with the last that the resource let in: in the first goal where they differ."""
    for goal, bar, own in zip(words.goals, match["cutoff"], match["priority"], strict=True):
        if bar != own:
            return words.say(code, resource=match["resource"], goal=words.goal(goal["goal"]), cutoff=bar, own=own)
    return words.say(f"{code}_same", resource=match["resource"])


def _margin(margin: list[Any], words: Words) -> str:
    for goal, entry in zip(words.goals, margin, strict=True):
        if entry:
            amount, title = words.measure(goal, entry), words.goal(goal["goal"])
            return words.say("why_margin", amount=amount, goal=title)
    return words.say("why_margin_none")


def value_text(value: str | None) -> str:
    """A value as a rule saw it."""
    return "—" if value is None else f"'{value}'" if value == "" else value


def _unmet(record: Mapping[str, Any], words: Words) -> Iterator[str]:
    """What stood in the way of a need that is short."""
    say, code = words.say, record["programme"]
    if record["reason"] in ("given", "nothing_asked"):
        return
    if record["wanted"] is not None and words.programmes[code]["money"]:
        yield say("why_money", amount=words.amount(code, record["wanted"] - record["given"]))
    if "missing" in record:
        yield say("why_missing", columns=words.listed(map(words.column, record["missing"])))
    for ban in record.get("bans", ()):
        yield say("why_banned", **{name: ban[name] or "—" for name in ("by", "resource", "date", "why")})
    if "funnel" in record:
        funnel = record["funnel"]
        stages = (say("why_stage", rule=stage["rule"], left=stage["left"]) for stage in funnel["stages"])
        yield say("why_funnel", resources=funnel["resources"], stages=words.listed(stages))
    if record["eligible"]:
        yield say("why_eligible", count=record["eligible"])
    for other in record.get("others", ()):
        facts = {name: other[name] for name in ("rank", "among")}
        facts |= {"resource": _with_via(other), "load": words.amount(code, other["load"]), "loss": words.loss(other)}
        if other["most"] is None:
            yield say("why_other_open", **facts)
        else:
            yield say("why_other", most=words.amount(code, other["most"]), **facts)
        if other["cutoff"] is not None:
            yield "  " + _bar("why_bar", other, words)
    if "chain" in record:
        yield say("why_chain", **record["chain"])


def _also(record: Mapping[str, Any], other: Mapping[str, Any], words: Words) -> Iterator[str]:
    """A further reason."""
    reason, code = other["reason"], record["programme"]
    if reason == "floor":
        facts = {
            "limit": words.limit(other["limit"]),
            "group": words.group(other["group"]),
            "resource": other["resource"],
        }
        yield words.say("why_floor", **facts)
    elif reason == "reserved":
        yield words.say("why_reserved", places=words.amount(code, other["places"]))
    elif reason == "limit":
        yield words.say("why_also_limit", limit=words.limit(other["limit"]))
    elif reason == "banned":
        yield words.say("why_also_banned")
    else:
        yield words.say(f"why_{reason}")


def _change(code: str, change: Mapping[str, Any], words: Words) -> str:
    """One change that would help."""
    kind = change["kind"]
    if kind == "rule":
        return words.say("why_change_rule", rule=change["rule"], opens=change["opens"])
    if kind == "datum":
        columns = words.listed(map(words.column, change["columns"]))
        of = "why_change_datum_of" if "resource" in change else "why_change_datum"
        return words.say(of, columns=columns, rule=change["rule"], resource=change.get("resource"))
    if kind == "priority":
        goal = next((goal for goal in words.goals if goal["goal"] == change["goal"]), {})
        facts = {"amount": words.measure(goal, change["amount"]), "goal": words.goal(change["goal"])}
        of = "why_change_weight" if change["of"] == "weight" else "why_change_points"
        return words.say(of, resource=change["resource"], **facts)
    facts = {
        "limit": words.limit(change["limit"]),
        "group": words.group(change["group"]),
        "resource": change["resource"],
    }
    if kind == "extra":
        facts |= {
            "amount": words.fen(change["amount"], change.get("money", False)),
            "more": words.amount(code, change["more"]),
        }
        room = change["limit"] == f"{code}.holds"
        return words.say("why_change_room" if room else "why_change_extra", **facts)
    if kind == "place" and change["limit"] == f"{code}.holds":
        kind = "own"
    return words.say(f"why_change_{kind}", gain=words.vector(change["gain"]), **facts)
