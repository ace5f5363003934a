"""The figures of the town: published totals first, then what is assumed (README.md says which is which)."""

SEED = 2012
YEAR = 2012
HOUSEHOLDS, PEOPLE = 800, 2398
PAIRING_DEPARTMENTS, LARGER_ENTERPRISES, SMALLER_ENTERPRISES = 30, 110, 28
LARGE_GROUPS, WHOLE_TOWN_GROUPS = 36, 8  # 8-12 households each; the other 74 groups take 6-8
START_UPS_DISABLED, START_UPS_OTHERS = 19, 142
REBUILDS, REBUILD_YUAN = 92, 7_000_000

#: id, name, lat, lon, households, groups based there, neighbours, least pairs promised
VILLAGES = [
    ("V1", "中心社区", 22.6785, 113.4230, 210, 20, ("V2", "V4"), 200),
    ("V2", "东堤村", 22.6900, 113.4405, 165, 18, ("V1", "V3"), 155),
    ("V3", "高塘村", 22.7020, 113.4190, 125, 18, ("V5", "V2"), 118),
    ("V4", "南围村", 22.6610, 113.4260, 100, 15, ("V1", "V6"), 94),
    ("V5", "沙尾村", 22.6965, 113.3985, 80, 13, ("V3",), 75),
    ("V6", "新涌村", 22.6550, 113.4480, 58, 9, ("V4", "V7"), 54),
    ("V7", "莲洲村", 22.6700, 113.4660, 40, 7, ("V6", "V2"), 36),
    ("V8", "渡头村", 22.6480, 113.4890, 22, 2, (), 20),
]
DEPARTMENT_NAMES = """
党政办公室 组织人事办 宣传文体办 纪检监察办 民政办公室 财政分局 国土分局 规划建设办 农业服务中心
水务所 经济发展办 统计所 工商分局 国税分局 地税分局 质监所 安监分局 环保分局
交通分局 公路站 供电所 供水公司 邮政支局 电信分局 信用社 商业银行支行 中心小学
初级中学 高级中学 文化站 社会保障分局 卫生监督所 镇医院 残疾人联合会 慈善会 商会
"""
FIRM_NAMES = "三友 恒泰 永兴 金泰 华盛 广利 顺达 联丰 新纪 宏业 嘉和 东成 德信 百盛 立信 富源 瑞丰 同创 万隆 兴达"
FIRM_TRADES = "纺织 五金 电器 制衣 塑料 食品 家具 印染 包装 物流"
STRENGTHS = ("study", "health", "work", "care")
SKILLS = ("sewing", "welding", "cooking", "caring", "driving", "electrical", "accounting")
PURPOSES = ("shop", "catering", "repair", "workshop", "farming", "fishing")

#: title, skill ("" = none asked), openings, vacancies in all, monthly wage, oldest age admitted
JOBS = [
    ("普工", "", 15, 30, 1500, 50),
    ("保洁员", "", 8, 12, 1250, 59),
    ("仓库保安", "", 6, 7, 1400, 55),
    ("缝纫工", "sewing", 9, 24, 1850, 48),
    ("焊工", "welding", 4, 9, 2400, 48),
    ("厨工", "cooking", 4, 6, 1600, 55),
    ("护理员", "caring", 4, 10, 1700, 55),
    ("司机", "driving", 3, 8, 2300, 50),
    ("电工", "electrical", 2, 5, 2500, 50),
    ("出纳", "accounting", 2, 4, 2000, 45),
]
