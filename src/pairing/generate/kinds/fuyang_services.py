"""The 17 services in four classes, and the kinds of need that people bring to their village."""

from __future__ import annotations

from typing import NamedTuple


class Service(NamedTuple):
    """A service: its condition over a person ``n``, and how often the ill or disabled, old, young and others ask."""

    code: str
    zh: str
    en: str
    group: str
    unit: str
    help: str
    condition: str
    says_zh: str
    says_en: str
    asked: tuple[float, float, float, float]


SERVICES: tuple[Service, ...] = (
    Service("meals", "助餐", "Meals", "daily", "U01", "support",
            "list_contains(n.asks, 'meals') and (n.age >= 65 or n.weak)",
            "65岁以上或失能、需要助餐", "aged 65 or frail, and asks for meals", (8, 20, 0, 1)),
    Service("cleaning", "助洁", "Cleaning", "daily", "U01", "support",
            "list_contains(n.asks, 'cleaning') and (n.age >= 70 or n.weak)",
            "70岁以上或失能、需要助洁", "aged 70 or frail, and asks for cleaning", (6, 12, 0, 1)),
    Service("bathing", "助浴", "Bathing", "daily", "U01", "support",
            "list_contains(n.asks, 'bathing') and (n.age >= 75 or n.weak)",
            "75岁以上或失能、需要助浴", "aged 75 or frail, and asks for bathing", (6, 8, 0, 0)),
    Service("escort", "陪同就医", "Escort to hospital", "daily", "U04", "support",
            "list_contains(n.asks, 'escort') and (n.alone or n.weak or n.ill)",
            "独居、失能或大病、需要陪医", "alone, frail or ill, and asks for an escort", (10, 12, 0, 1)),
    Service("repair", "居家维修", "Small repairs", "daily", "U05", "support",
            "list_contains(n.asks, 'repair') and n.no_worker",
            "家中无劳动力、需要维修", "nobody at home can work, and asks for repairs", (4, 10, 0, 2)),
    Service("errands", "代办代购", "Errands", "daily", "U01", "support",
            "list_contains(n.asks, 'errands') and (n.alone or n.weak)",
            "独居或失能、需要代办", "alone or frail, and asks for errands", (5, 10, 0, 1)),
    Service("visits", "探访关爱", "Friendly visits", "comfort", "U01", "prevent",
            "list_contains(n.asks, 'visits') and (n.alone or n.age < 16 or n.age >= 60)",
            "独居、老人或儿童、需要探访", "alone, old or a child, and asks for visits", (6, 14, 4, 1)),
    Service("counselling", "心理疏导", "Counselling", "comfort", "U04", "support",
            "list_contains(n.asks, 'counselling')",
            "本人提出心理疏导需要", "asks for counselling", (8, 4, 14, 8)),
    Service("grief", "失独关怀", "Care for bereaved parents", "comfort", "U04", "support",
            "n.mark = 'lost_child'", "失独家庭父母", "has lost the only child", (0, 0, 0, 0)),
    Service("rehab", "康复指导", "Rehabilitation", "ability", "U06", "develop",
            "list_contains(n.asks, 'rehab') and (n.disabled or n.ill)",
            "残疾或大病、需要康复", "disabled or ill, and asks for rehabilitation", (22, 2, 0, 0)),
    Service("life_skills", "生活技能训练", "Life skills", "ability", "U06", "develop",
            "list_contains(n.asks, 'life_skills') and n.disability_kind in ('mind', 'mental')",
            "智力或精神残疾、需要训练", "mental disability, and asks for life skills", (8, 0, 0, 0)),
    Service("workskill", "就业技能培训", "Work skills", "ability", "U02", "develop",
            "list_contains(n.asks, 'workskill') and n.age between 16 and 59 and (n.able_to_work or n.partly_able)",
            "16至59岁、有劳动能力", "aged 16 to 59 and able to work", (4, 0, 0, 30)),
    Service("job_match", "就业对接", "Finding work", "ability", "U02", "develop",
            "n.seeks_work and (n.able_to_work or n.partly_able)",
            "有劳动能力且登记求职", "able to work and looking for it", (0, 0, 0, 0)),
    Service("tutoring", "课业辅导", "Tutoring", "ability", "U03", "develop",
            "list_contains(n.asks, 'tutoring') and n.stage in ('compulsory', 'senior')",
            "在读中小学生、需要辅导", "at school, and asks for tutoring", (2, 0, 60, 0)),
    Service("outings", "社区活动", "Outings and groups", "inclusion", "U17", "prevent",
            "list_contains(n.asks, 'outings')", "本人愿意参加", "would like to take part", (5, 8, 16, 4)),
    Service("helping", "受助助人", "Helped people who help", "inclusion", "U09", "develop",
            "list_contains(n.asks, 'helping') and n.age between 16 and 75 and not n.weak",
            "16至75岁、愿意参加志愿服务", "aged 16 to 75 and willing to volunteer", (3, 5, 5, 20)),
    Service("transport", "无障碍出行", "Transport", "inclusion", "U06", "support",
            "list_contains(n.asks, 'transport') and n.disabled",
            "残疾人、需要出行协助", "disabled, and asks for transport", (10, 3, 0, 0)),
)  # fmt: skip

VILLAGE, TOWNSHIP, DISTRICT, NOBODY = range(4)


class NeedType(NamedTuple):
    """A kind of need: the lowest level that has anyone for it, who asks, and what a project for it costs (yuan).

    ``asked``: weights of the ill or disabled, the old, the young and others. ``fixed`` and ``unit`` are the yearly cost
    of a project and of each place, ``least`` the fewest people worth opening one for; 0 where no project fits.
    """

    code: str
    zh: str
    en: str
    level: int
    asked: tuple[float, float, float, float]
    fixed: int = 0
    unit: int = 0
    least: int = 0


NEED_TYPES: tuple[NeedType, ...] = (
    NeedType("visits", "探访陪伴", "visits", VILLAGE, (6, 14, 6, 2)),
    NeedType("meals", "送餐", "meals", VILLAGE, (8, 22, 0, 1), 12_000, 3_000, 12),
    NeedType("escort", "陪同就医", "escort to hospital", VILLAGE, (12, 12, 0, 1), 6_000, 900, 6),
    NeedType("paperwork", "政策代办", "paperwork", VILLAGE, (6, 8, 2, 10)),
    NeedType("cleaning", "助洁", "cleaning", VILLAGE, (5, 10, 0, 1), 8_000, 1_600, 6),
    NeedType("repair", "居家维修", "small repairs", VILLAGE, (3, 8, 0, 4), 5_000, 700, 6),
    NeedType("tutoring", "课业辅导", "tutoring", VILLAGE, (1, 0, 44, 0), 10_000, 2_000, 6),
    NeedType("counselling", "心理疏导", "counselling", TOWNSHIP, (7, 4, 16, 10), 15_000, 1_200, 10),
    NeedType("rehab", "康复指导", "rehabilitation", TOWNSHIP, (18, 2, 0, 0), 20_000, 2_800, 10),
    NeedType("workskill", "技能培训", "work skills", TOWNSHIP, (4, 0, 2, 30), 18_000, 2_200, 15),
    NeedType("transport", "无障碍出行", "transport", TOWNSHIP, (8, 6, 0, 0), 30_000, 1_000, 20),
    NeedType("legal", "法律援助", "legal aid", DISTRICT, (2, 2, 1, 9)),
    NeedType("devices", "辅具适配", "assistive devices", DISTRICT, (8, 3, 0, 0), 9_000, 1_500, 5),
    NeedType("barrier_free", "无障碍改造", "barrier-free homes", DISTRICT, (7, 4, 0, 0), 10_000, 5_500, 4),
    NeedType("night_care", "夜间照护", "night care", NOBODY, (4, 4, 0, 0)),
    NeedType("sign_language", "手语陪同", "sign language", NOBODY, (2, 0, 1, 0)),
)
TYPE_CODES = tuple(kind.code for kind in NEED_TYPES)
