"""Who helps: enterprises, departments, groups, job openings, classes and funds."""

from __future__ import annotations

from collections.abc import Sequence

from town.draw import Row, chance, near, pick, shuffled, whole, yes
from town.figures import (
    DEPARTMENT_NAMES,
    FIRM_NAMES,
    FIRM_TRADES,
    JOBS,
    LARGE_GROUPS,
    LARGER_ENTERPRISES,
    PAIRING_DEPARTMENTS,
    PURPOSES,
    REBUILD_YUAN,
    SMALLER_ENTERPRISES,
    STRENGTHS,
    VILLAGES,
    WHOLE_TOWN_GROUPS,
    YEAR,
)


def enterprises() -> list[Row]:
    first, trade = FIRM_NAMES.split(), FIRM_TRADES.split()
    names = shuffled(f"{a}{b}厂" for a in first for b in trade)
    homes = [v for v in VILLAGES for _ in range(v[5])] + [VILLAGES[i % 3] for i in range(WHOLE_TOWN_GROUPS)]
    smaller = [pick(VILLAGES, [v[4] for v in VILLAGES]) for _ in range(SMALLER_ENTERPRISES)]
    rows = []
    for i, village in enumerate(homes + smaller, start=1):
        larger = i <= LARGER_ENTERPRISES
        rows.append(
            {"enterprise_id": f"E{i:03d}", "name": names[i - 1], "larger": yes(larger), "village": village[0]}
            | near(village[2], village[3], 0.012)
            | {"staff": whole(180, 2400) if larger else whole(8, 120)}
        )
    return rows


def departments() -> list[Row]:
    rows = []
    for i, name in enumerate(DEPARTMENT_NAMES.split(), start=1):
        groups = 0 if i > PAIRING_DEPARTMENTS else 4 if i <= LARGER_ENTERPRISES - 3 * PAIRING_DEPARTMENTS else 3
        rows.append({"department_id": f"D{i:02d}", "name": name, "pairs": yes(groups > 0), "groups": groups})
    return rows


def groups(firms: Sequence[Row], leads: Sequence[Row]) -> list[Row]:
    """One larger enterprise and one department each; the last ones serve the whole town."""
    neighbours = {v[0]: v[6] for v in VILLAGES}
    chairs = shuffled(d["department_id"] for d in leads for _ in range(d["groups"]))
    large = set(shuffled(i for i in range(LARGER_ENTERPRISES) if firms[i]["village"] != "V8")[:LARGE_GROUPS])
    rows = []
    for i, firm in enumerate(firms[:LARGER_ENTERPRISES]):
        home = firm["village"]
        extra = [v for v, share in zip(neighbours[home], (0.4, 0.15), strict=False) if chance(share)]
        low, high = (8, 12) if i in large else (6, 8)
        rows.append(
            {"group_id": f"G{i + 1:03d}", "department_id": chairs[i], "enterprise_id": firm["enterprise_id"]}
            | {"min_households": low, "max_households": high, "villages": ";".join([home, *extra])}
            | {"whole_town": yes(i >= LARGER_ENTERPRISES - WHOLE_TOWN_GROUPS), "strength": pick(STRENGTHS)}
            | {"lat": firm["lat"], "lon": firm["lon"]}
        )
    return rows


def jobs(firms: Sequence[Row]) -> list[Row]:
    rows: list[Row] = []
    for title, skill, openings, vacancies, wage, oldest in JOBS:
        for i in range(openings):
            firm = pick(firms)
            seats = vacancies // openings + (i < vacancies % openings)
            rows.append(
                {"job_id": f"J{len(rows) + 1:03d}", "enterprise_id": firm["enterprise_id"], "title": title}
                | {"vacancies": seats, "skill": skill or "none", "wage": wage + whole(-3, 4) * 50}
                | {"max_age": oldest, "reserved_for_local": yes(chance(0.7)), "lat": firm["lat"], "lon": firm["lon"]}
            )
    return rows


def courses() -> list[Row]:
    """Training seats: each class opens with at least ``min_seats`` trainees or not at all."""
    plan = [
        ("缝纫班", "sewing", 12, 5, "V1"),
        ("缝纫班", "sewing", 8, 4, "V6"),
        ("焊工班", "welding", 8, 4, "V2"),
        ("护理班", "caring", 10, 4, "V1"),
        ("厨艺班", "cooking", 8, 3, "V3"),
        ("出纳班", "accounting", 10, 5, "V1"),
    ]
    at = {v[0]: v for v in VILLAGES}
    return [
        {"course_id": f"C{i}", "name": name, "skill": skill, "seats": seats, "min_seats": least}
        | near(at[village][2], at[village][3], 0.004)
        | {"max_age": 50, "start_date": f"{YEAR}-{2 + i:02d}-05"}
        for i, (name, skill, seats, least, village) in enumerate(plan, start=1)
    ]


def funds() -> list[Row]:
    rows = [
        ("F-GOODS", "米油物资专款", "goods", 900_000, "", "", "", 900, 640),
        ("F-STUDY", "助学金", "education", 420_000, "", "", "", 500, ""),
        ("F-ILL", "大病救助金", "illness", 450_000, "", "", "", 5000, ""),
        ("F-DIS-EMP", "残疾人就业保障金", "disabled", 170_000, "employment", "disabled", "", "", ""),
        ("F-DIS-TOWN", "镇财政残疾人补助", "disabled", 140_000, "town", "disabled", "", "", ""),
        ("F-HOUSE", "危房改造资金(镇、市)", "housing", REBUILD_YUAN, "", "", "", "", ""),
        ("F-SU-CHAMBER", "商会创业基金", "startup", 5_000_000, "", "", "shop;catering;repair;workshop", 20_000, ""),
        ("F-SU-PRIVATE", "个私协会创业基金", "startup", 2_000_000, "", "", "shop;catering", 20_000, ""),
        (
            "F-SU-CHARITY",
            "慈善会创业基金",
            "startup",
            1_000_000,
            "",
            "dibao",
            "shop;repair;workshop;farming",
            20_000,
            "",
        ),
        ("F-SU-DPF", "残联创业基金", "startup", 2_000_000, "", "disabled", ";".join(PURPOSES[:5]), 20_000, ""),
    ]
    keys = ("fund_id", "name", "programme", "budget", "side", "restricted_to", "purposes", "min_grant", "income_most")
    return [dict(zip(keys, row, strict=True)) for row in rows]
