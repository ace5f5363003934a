"""The figures of one town of Sanjiao's kind: published totals, and what is assumed around them.

`scenarios/sanjiao/README.md` says which is which. A town of another size has every figure in proportion.
"""

from __future__ import annotations

YEAR = 2012
#: The town of the published account: everything below is for so many households.
HOUSEHOLDS, PEOPLE = 800, 2398
DEPARTMENTS, PAIRING_DEPARTMENTS = 36, 30
LARGER_ENTERPRISES, SMALLER_ENTERPRISES = 110, 28
LARGE_GROUPS, WHOLE_TOWN_GROUPS = 36, 8  # 8-12 households each; the other groups take 6-8
LEAST_SMALL, MOST_SMALL, LEAST_LARGE, MOST_LARGE = 6, 8, 8, 12
START_UPS_DISABLED, START_UPS_OTHERS = 19, 142
REBUILDS, REBUILD_YUAN = 92, 7_000_000
REBUILT_BEFORE, SOUND_HOMES = 3, 4  # applications that are refused

#: name, lat, lon, households, groups based there, neighbours, least pairs promised, hardship
VILLAGES = (
    ("中心社区", 22.6785, 113.4230, 210, 20, (1, 3), 200, -0.35),
    ("东堤村", 22.6900, 113.4405, 165, 18, (0, 2), 155, -0.15),
    ("高塘村", 22.7020, 113.4190, 125, 18, (1, 4), 118, 0.0),
    ("南围村", 22.6610, 113.4260, 100, 15, (0, 5), 94, 0.05),
    ("沙尾村", 22.6965, 113.3985, 80, 13, (2,), 75, 0.2),
    ("新涌村", 22.6550, 113.4480, 58, 9, (3, 6), 54, 0.25),
    ("莲洲村", 22.6700, 113.4660, 40, 7, (5, 1), 36, 0.4),
    ("渡头村", 22.6480, 113.4890, 22, 2, (), 20, 0.6),
)
FERRY = 7
#: Kilometres between the middles of neighbouring towns.
TOWN_KM = 16.0

_DEPARTMENT_NAMES = """
党政办公室 组织人事办 宣传文体办 纪检监察办 民政办公室 财政分局 国土分局 规划建设办 农业服务中心
水务所 经济发展办 统计所 工商分局 国税分局 地税分局 质监所 安监分局 环保分局
交通分局 公路站 供电所 供水公司 邮政支局 电信分局 信用社 商业银行支行 中心小学
初级中学 高级中学 文化站 社会保障分局 卫生监督所 镇医院 残疾人联合会 慈善会 商会
"""
DEPARTMENT_NAMES = tuple(_DEPARTMENT_NAMES.split())
_FIRST = "三友 恒泰 永兴 金泰 华盛 广利 顺达 联丰 新纪 宏业 嘉和 东成 德信 百盛 立信 富源 瑞丰 同创 万隆 兴达"
_TRADES = "纺织 五金 电器 制衣 塑料 食品 家具 印染 包装 物流"
FIRM_NAMES = tuple(f"{first}{trade}厂" for first in _FIRST.split() for trade in _TRADES.split())
STRENGTHS = ("study", "health", "work", "care")
SKILLS = ("none", "sewing", "welding", "cooking", "caring", "driving", "electrical", "accounting")
#: Of those who have a skill, by skill.
SKILL_WEIGHTS = (20, 10, 14, 12, 3, 2, 1)
PURPOSES = ("shop", "catering", "repair", "workshop", "farming", "fishing")
PURPOSE_WEIGHTS = (34, 20, 16, 17, 10, 3)
#: Thousands of yuan asked for a start-up, and how often.
AMOUNTS = (12, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120)
AMOUNT_WEIGHTS = (3, 4, 6, 9, 11, 13, 14, 13, 11, 12, 9)

#: title, skill asked for, openings, vacancies in all, monthly wage, oldest age admitted
JOBS = (
    ("普工", "none", 15, 30, 1500, 50),
    ("保洁员", "none", 8, 12, 1250, 59),
    ("仓库保安", "none", 6, 7, 1400, 55),
    ("缝纫工", "sewing", 9, 24, 1850, 48),
    ("焊工", "welding", 4, 9, 2400, 48),
    ("厨工", "cooking", 4, 6, 1600, 55),
    ("护理员", "caring", 4, 10, 1700, 55),
    ("司机", "driving", 3, 8, 2300, 50),
    ("电工", "electrical", 2, 5, 2500, 50),
    ("出纳", "accounting", 2, 4, 2000, 45),
)
#: name, skill taught, seats, fewest trainees, village
COURSES = (
    ("缝纫班", "sewing", 12, 5, 0),
    ("缝纫班", "sewing", 8, 4, 5),
    ("焊工班", "welding", 8, 4, 1),
    ("护理班", "caring", 10, 4, 0),
    ("厨艺班", "cooking", 8, 3, 2),
    ("出纳班", "accounting", 10, 5, 0),
)
#: id, name, programme, yuan, side, restricted to, trades, least grant, income a head at most (0: none)
FUNDS = (
    ("F-GOODS", "米油物资专款", "goods", 900_000, "", "", "", 900, 650),
    ("F-STUDY", "助学金", "education", 420_000, "", "", "", 500, 0),
    ("F-ILL", "大病救助金", "illness", 500_000, "", "", "", 5_000, 0),
    ("F-DIS-EMP", "残疾人就业保障金", "disabled", 170_000, "employment", "disabled", "", 0, 0),
    ("F-DIS-TOWN", "镇财政残疾人补助", "disabled", 125_000, "town", "disabled", "", 0, 0),
    ("F-HOUSE", "危房改造资金(镇、市)", "housing", REBUILD_YUAN, "", "", "", 0, 0),
    ("F-SU-CHAMBER", "商会创业基金", "startup", 5_000_000, "", "", "shop;catering;repair;workshop", 20_000, 0),
    ("F-SU-PRIVATE", "个私协会创业基金", "startup", 2_000_000, "", "", "shop;catering", 20_000, 0),
    ("F-SU-CHARITY", "慈善会创业基金", "startup", 1_000_000, "", "dibao", "shop;repair;workshop;farming", 20_000, 0),
    ("F-SU-DPF", "残联创业基金", "startup", 2_000_000, "", "disabled", ";".join(PURPOSES[:5]), 20_000, 0),
)


def scaled(figure: int, homes: int) -> int:
    """A figure of the published town for a town of so many households, to the nearest whole."""
    return (2 * figure * homes + HOUSEHOLDS) // (2 * HOUSEHOLDS)
