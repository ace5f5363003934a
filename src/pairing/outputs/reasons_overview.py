"""All reasons of a run in groups, the places and limits that cost most, and one resource in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pairing.outputs.columns import aligned
from pairing.outputs.reasons_words import Words
from pairing.reason import sentence
from pairing.sentences import SENTENCES

_SHOWN = 10


def overview(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts of reasons by programme, the resources where one more place gains most, the dearest limits."""
    needs: Counter[tuple[str, str]] = Counter()
    resources: Counter[tuple[str, str]] = Counter()
    places, limits = [], []
    for record in records:
        if record["kind"] == "need":
            where = record.get("rule") or record.get("limit")
            needs[record["programme"], f"{record['reason']}.{where}" if where else record["reason"]] += 1
        elif record["kind"] == "resource":
            resources[record["programme"], record["reason"]] += 1
            if "one_more" in record:
                places.append({name: record[name] for name in ("programme", "resource", "one_more")})
        elif record["kind"] == "limit":
            limits.append({name: value for name, value in record.items() if name != "kind"})
    places.sort(key=lambda place: ([-entry for entry in place["one_more"]], place["resource"]))
    gains = [limit for limit in limits if "gain" in limit and not limit["limit"].endswith(".holds")]
    gains.sort(key=lambda limit: ([-entry for entry in limit["gain"]], limit["limit"], limit["group"]))
    return {
        "needs": _counted(needs),
        "resources": _counted(resources),
        "places": places[:_SHOWN],
        "limits": gains[:_SHOWN] or _dearest(limits),
    }


def _counted(counts: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    order = {code: number for number, code in enumerate(dict.fromkeys(code for code, _ in counts))}
    ranked = sorted(counts.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1]))
    return [{"programme": code, "reason": reason, "count": count} for (code, reason), count in ranked]


def _dearest(limits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The three dearest groups for each goal, by the prices of the proof."""
    found = []
    for goal in dict.fromkeys(limit["goal"] for limit in limits if "price" in limit):
        mine = [limit for limit in limits if limit.get("goal") == goal]
        mine.sort(key=lambda limit: (-_ratio(limit["price"]), limit["limit"], limit["group"]))
        found += mine[:3]
    return found


def _ratio(price: str) -> float:
    above, _, below = price.partition("/")
    return int(above) / int(below)


def overview_lines(told: Mapping[str, Any], words: Words) -> list[str]:
    """The overview in words."""
    lines = [words.say("overview_reasons")]
    lines += _table(told["needs"], words)
    lines += ["", words.say("overview_resources"), *_table(told["resources"], words)]
    if told["places"]:
        rows = [[words.programme(p["programme"]), p["resource"], words.vector(p["one_more"])] for p in told["places"]]
        lines += ["", words.say("overview_full"), *aligned(rows)]
    if told["limits"]:
        rows = [_dear(limit, words) for limit in told["limits"]]
        lines += ["", words.say("overview_limits"), *aligned(rows)]
    return [*lines, "", words.say("overview_ask")]


def _dear(limit: Mapping[str, Any], words: Words) -> list[str]:
    """A limit that costs much: which, of whom, on which side, and its price."""
    side = words.say(f"side_{limit['side']}")
    return [_limit(limit["limit"], words), words.group(limit["group"]), side, _price(limit, words)]


def _limit(code: str, words: Words) -> str:
    """A limit with the programme that it is of."""
    programme, _, own = code.rpartition(".")
    said = words.limit(code)
    return words.listed([words.programme(programme), said]) if own in ("wants", "holds", "via") else said


def _price(limit: Mapping[str, Any], words: Words) -> str:
    if "gain" in limit:
        return words.vector(limit["gain"])
    goal = next((goal for goal in words.goals if goal["goal"] == limit["goal"]), {})
    # Per fen, or per match.
    price = _ratio(limit["price"])
    shown = words.measure(goal, round(price)) if price >= 1 else f"{price:.2g}"
    return words.say("why_loss", amount=shown, goal=words.goal(limit["goal"]))


def _table(counts: Iterable[Mapping[str, Any]], words: Words) -> list[str]:
    rows, last = [], None
    for line in counts:
        title = words.programme(line["programme"])
        rows.append(["" if title == last else title, f"{line['count']:,}", _reason(line, words)])
        last = title
    return aligned(rows, right=(1,))


def _reason(line: Mapping[str, Any], words: Words) -> str:
    """A reason in a few words."""
    code, _, where = line["reason"].partition(".")
    if f"reason_{code}" in SENTENCES:
        return words.say(f"reason_{code}")
    return sentence(f"left_{code}", words.lang, rule=where, says=words.rule(line["programme"], where))


def resource_lines(record: Mapping[str, Any], words: Words) -> list[str]:
    """Why a resource is full or has room."""
    say, code = words.say, record["programme"]
    facts = {"programme": words.programme(code), "resource": record["resource"], "eligible": record["eligible"]}
    load = words.amount(code, record["load"])
    if record["most"] is None:
        lines = [say("resource_head_open", load=load, **facts)]
    else:
        lines = [say("resource_head", load=load, most=words.amount(code, record["most"]), **facts)]
    reason = record["reason"]
    lines.append("  " + say(f"resource_{reason}", short=record.get("short"), least=record.get("least")))
    if "cutoff" in record:
        lines.append("  " + say("resource_cutoff", cutoff=words.priority(record["cutoff"])))
    if "one_more" in record:
        lines.append("  " + say("resource_one_more", gain=words.vector(record["one_more"])))
    if "pinned" in record:
        lines.append("  " + say("resource_pinned", pinned=words.amount(code, record["pinned"])))
    return [*lines, *(f"  {line}" for line in _tried(record.get("exact", {}), code, words))]


def _tried(answers: Mapping[str, Any], code: str, words: Words) -> Iterable[str]:
    """What solving again with more or less of a resource has found."""
    for side, answer in answers.items():
        amount = words.amount(code, answer["amount"])
        if answer["status"] == "exact":
            worth = words.vector(answer["gain" if side == "one_more" else "loss"]) or words.say("price_nothing")
            yield words.say(f"exact_{side}", amount=amount, worth=worth)
        else:
            yield words.say("exact_never" if answer["status"] == "impossible" else "exact_late")
