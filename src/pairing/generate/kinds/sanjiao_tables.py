"""The columns of Sanjiao's tables as SQL over the arrays of towns; ids and words are written by the database."""

from __future__ import annotations

from pairing.generate.kinds.sanjiao_claims import KINDS
from pairing.generate.kinds.sanjiao_figures import (
    COURSES,
    DEPARTMENT_NAMES,
    FIRM_NAMES,
    FUNDS,
    JOBS,
    PURPOSES,
    SKILLS,
    STRENGTHS,
    VILLAGES,
    YEAR,
)
from pairing.generate.kinds.sanjiao_people import TIERS
from pairing.generate.kinds.sanjiao_records import DECISIONS, PROGRAMMES, REASONS, SOURCES
from pairing.generate.people import RELATIONS, STAGES
from pairing.generate.store import key, word

TOWN, HOME, FIRM = key("T", "town", 1), key("H", "home", 4), key("E", "firm", 3)
VILLAGE, DEPARTMENT = key("V", "village", 1), key("D", "department", 2)
TEAM, POST = key("G", "team", 3), key("J", "post", 3)
MEMBER = f"{HOME} || '-' || number"
#: The first town's funds have their plain names.
_LATER = "CASE WHEN town > 0 THEN '-' || (town + 1) ELSE '' END"
_DAY = "make_date({year}, 1, 1) + day::INTEGER"


def _known(column: str, sql: str) -> str:
    """Empty where the column is -1."""
    return f"CASE WHEN {column} >= 0 THEN {sql} END"


def _word(column: str, rows: tuple[tuple[object, ...], ...], place: int) -> str:
    """The word of the row of figures that the column points to."""
    return word(column, tuple(str(row[place] or "") for row in rows))


#: Table -> column -> SQL, in the order of the files.
TABLES: dict[str, dict[str, str]] = {
    "villages": {
        "village": VILLAGE,
        "town": TOWN,
        "name": _word("kind", VILLAGES, 0),
        "lat": "lat",
        "lon": "lon",
        "pairs_promised": "promised",
    },
    "households": {
        "household_id": HOME,
        "village": VILLAGE,
        "town": TOWN,
        "lat": "lat",
        "lon": "lon",
        "size": "size",
        "tier": word("tier", TIERS),
        "income_per_head": _known("income", "income"),
        "housing": _known("housing", word("housing", ("A", "B", "C", "D"))),
    },
    "members": {
        "member_id": MEMBER,
        "household_id": HOME,
        "relation": word("role", RELATIONS),
        "sex": "CASE WHEN male THEN '1' ELSE '2' END",
        "birth_date": _DAY.format(year=f"({YEAR} - age)"),
        "in_school": "stage > 0",
        "stage": word("stage", STAGES),
        "full_time": "CASE WHEN stage > 0 AND full_time >= 0 THEN full_time = 1 END",
        "able_to_work": "able",
        "employed": "employed",
        "employer_id": _known("firm", FIRM),
        "skills": word("skill", SKILLS),
        "seeks_work": "seeks",
        "travel_km": _known("travel", "travel"),
        "disabled": "disabled",
        "disability_grade": "nullif(grade, 0)",
        "serious_illness": "ill",
        "medical_cost_self": _known("cost", "cost"),
    },
    "departments": {
        "department_id": DEPARTMENT,
        "town": TOWN,
        "name": word("name", DEPARTMENT_NAMES),
        "pairs": "pairs",
        "max_households": _known("most", "most"),
    },
    "enterprises": {
        "enterprise_id": FIRM,
        "name": word("name", FIRM_NAMES),
        "larger": "larger",
        "village": VILLAGE,
        "lat": "lat",
        "lon": "lon",
        "staff": "staff",
    },
    "groups": {
        "group_id": TEAM,
        "town": TOWN,
        "department_id": DEPARTMENT,
        "enterprise_id": FIRM,
        "min_households": "least",
        "max_households": "most",
        "villages": f"concat_ws(';', {VILLAGE}, {_known('beside', key('V', 'beside', 1))}, "
        f"{_known('beyond', key('V', 'beyond', 1))})",
        "whole_town": "whole_town",
        "strength": word("strength", STRENGTHS),
        "lat": "lat",
        "lon": "lon",
    },
    "jobs": {
        "job_id": POST,
        "town": TOWN,
        "enterprise_id": FIRM,
        "title": _word("kind", JOBS, 0),
        "vacancies": "vacancies",
        "skill": _word("kind", JOBS, 1),
        "wage": "wage",
        "max_age": "oldest",
        "reserved_for_local": "reserved",
        "lat": "lat",
        "lon": "lon",
    },
    "courses": {
        "course_id": key("C", "row", 1),
        "town": TOWN,
        "name": _word("kind", COURSES, 0),
        "skill": _word("kind", COURSES, 1),
        "seats": "seats",
        "min_seats": "fewest",
        "lat": "lat",
        "lon": "lon",
        "max_age": "50",
        "start_date": f"make_date({YEAR}, 3 + kind::INTEGER, 5)",
    },
    "funds": {
        "fund_id": f"{_word('kind', FUNDS, 0)} || {_LATER}",
        "town": TOWN,
        "name": _word("kind", FUNDS, 1),
        "programme": _word("kind", FUNDS, 2),
        "budget": "budget",
        "side": _word("kind", FUNDS, 4),
        "restricted_to": _word("kind", FUNDS, 5),
        "purposes": _word("kind", FUNDS, 6),
        "min_grant": _word("kind", FUNDS, 7),
        "income_most": _word("kind", FUNDS, 8),
    },
    "needs": {
        "need_id": key("N", "row", 3),
        "household_id": HOME,
        "member_id": _known("number", MEMBER),
        "kind": word("kind", KINDS),
        "purpose": _known("purpose", word("purpose", PURPOSES)),
        "amount": "amount",
        "date": _DAY.format(year=YEAR),
    },
    "history": {
        "history_id": key("A", "row", 3),
        "programme": word("programme", PROGRAMMES),
        "household_id": HOME,
        "member_id": _known("number", MEMBER),
        "resource": f"CASE WHEN team >= 0 THEN {TEAM} "
        f"ELSE {word('programme', SOURCES)} || CASE WHEN programme = 1 THEN '' ELSE {_LATER} END END",
        "date": _DAY.format(year=f"({YEAR} - years_ago)::INTEGER"),
        "amount": _known("amount", "amount"),
    },
    "pins": {
        "programme": word("programme", PROGRAMMES),
        "need": f"CASE WHEN number >= 0 THEN {MEMBER} ELSE {HOME} END",
        "resource": f"CASE WHEN team >= 0 THEN {TEAM} ELSE {POST} END",
        "kind": word("kind", DECISIONS),
        "by": DEPARTMENT,
        "reason": word("reason", REASONS),
        "date": f"make_date({YEAR}, 11, 10) + day::INTEGER",
    },
}
