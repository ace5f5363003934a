# ruff: noqa: E501 (a policy reads better in two rows)
"""The policy pool: 40 basic policies and 5 joint benefits of 19 units, each with its condition over a person ``n``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pairing.generate.kinds.fuyang_services import SERVICES
from pairing.generate.store import Store, word

#: (number, name): bodies of a district, by what they do; none is a real office.
UNITS: tuple[tuple[str, str, str], ...] = (
    ("U01", "民政", "Civil affairs"), ("U02", "人力社保", "Employment and social security"), ("U03", "教育", "Education"),
    ("U04", "卫生健康", "Health"), ("U05", "住房建设", "Housing"), ("U06", "残联", "Disabled persons' federation"),
    ("U07", "医疗保障", "Medical insurance"), ("U08", "司法", "Justice"), ("U09", "妇联", "Women's federation"),
    ("U10", "团委", "Youth league"), ("U11", "总工会", "Trade union"), ("U12", "退役军人事务", "Veterans"),
    ("U13", "农业农村", "Agriculture"), ("U14", "文化广电", "Culture and broadcasting"), ("U15", "应急管理", "Emergency"),
    ("U16", "红十字会", "Red Cross"), ("U17", "慈善总会", "Charity federation"), ("U18", "水务", "Water"),
    ("U19", "供电", "Electricity"),
)  # fmt: skip


class Policy(NamedTuple):
    """A policy: its names, unit, class, circles, kind of help, condition, and in words whom it is for."""

    code: str
    zh: str
    en: str
    unit: str
    group: str
    circle: str
    help: str
    condition: str
    says_zh: str
    says_en: str


BASIC: tuple[Policy, ...] = (
    Policy("dibao", "最低生活保障", "Dibao", "U01", "living", "1", "support",
           "n.tier = 'dibao'", "低保家庭成员", "in a dibao household"),
    Policy("destitute", "特困人员供养", "Care of the destitute", "U01", "living", "1", "support",
           "n.tier = 'destitute'", "特困家庭成员", "in a destitute household"),
    Policy("single_dibao", "单人保", "Dibao for one", "U01", "living", "2", "support",
           "n.tier in ('marginal', 'expenditure') and (n.disability_grade in ('1', '2') or n.ill)",
           "低边或支出型家庭的重残、大病人员", "severely disabled or gravely ill, in a low-income household"),
    Policy("marginal", "低保边缘救助", "Aid for the marginal", "U01", "living", "2", "support",
           "n.tier = 'marginal'", "低保边缘家庭成员", "in a marginal household"),
    Policy("expenditure", "支出型困难救助", "Aid for expenditure-driven hardship", "U01", "living", "2", "support",
           "n.tier = 'expenditure' and n.expense_year > 12 * n.income_per_head",
           "支出型家庭、刚性支出超过一人全年收入", "expenditure-driven, with costs above a head's yearly income"),
    Policy("gradual_exit", "渐退期保障", "Gradual exit", "U01", "living", "1", "prevent",
           "n.tier = 'dibao' and n.employed and n.income_per_head >= 700",
           "低保家庭就业后收入增加", "dibao household whose member has found work"),
    Policy("temporary", "临时救助", "Temporary relief", "U01", "relief", "1-3", "support",
           "n.hardship_index >= 45 and n.circle >= 2", "未纳入低保、困难指数45以上", "not on dibao, with an index of 45 and more"),
    Policy("urgent", "急难救助", "Urgent relief", "U15", "relief", "1-3", "support",
           "n.housing = 'D' and n.ill", "危房且有大病", "a dangerous home and a grave illness"),
    Policy("legal", "法律援助免审", "Legal aid without review", "U08", "relief", "1", "support",
           "n.circle = 1 and n.age >= 18", "成年低保、特困人员", "of age, dibao or destitute"),
    Policy("utilities", "生活用水补助", "Water allowance", "U18", "living", "1", "support",
           "n.circle = 1 and n.head", "低保、特困户主", "head of a dibao or destitute household"),
    Policy("power", "免费用电基数", "Free electricity", "U19", "living", "1", "support",
           "n.circle = 1 and n.head", "低保、特困户主", "head of a dibao or destitute household"),
    Policy("television", "有线电视减免", "Free television", "U14", "living", "1", "support",
           "n.circle = 1 and n.head", "低保、特困户主", "head of a dibao or destitute household"),
    Policy("funeral", "身后事代办", "Funeral help", "U17", "living", "1", "prevent",
           "n.tier = 'destitute' and n.age >= 60", "60岁以上特困人员", "destitute and aged 60 and more"),
    Policy("aged80", "高龄津贴", "Allowance from 80", "U01", "age", "1-3", "support",
           "n.age between 80 and 84", "80至84周岁", "aged 80 to 84"),
    Policy("aged85", "高龄津贴(85岁以上)", "Allowance from 85", "U01", "age", "1-3", "support",
           "n.age >= 85", "85周岁以上", "aged 85 and more"),
    Policy("care_allowance", "养老服务补贴", "Care allowance", "U01", "age", "1-2", "support",
           "n.age >= 60 and n.circle <= 2 and n.weak", "60岁以上低收入失能老人", "aged 60 and more, frail, of circle 1 or 2"),
    Policy("home_adapt", "居家适老化改造", "Homes for old age", "U01", "age", "1-2", "prevent",
           "n.age >= 60 and n.circle <= 2 and (n.alone or n.disability_grade in ('1', '2'))",
           "60岁以上低收入独居或重残", "aged 60 and more, circle 1 or 2, alone or severely disabled"),
    Policy("orphan", "孤儿基本生活费", "Orphans", "U01", "children", "1-3", "support",
           "n.mark = 'orphan' and n.age < 18", "未满18周岁孤儿", "an orphan under 18"),
    Policy("child_dibao", "困境儿童补贴", "Children in hardship", "U01", "children", "1-2", "support",
           "n.age < 18 and (n.circle = 1 or n.disability_grade in ('1', '2') or n.ill)",
           "低保家庭或重残、大病儿童", "a child on dibao, severely disabled or ill"),
    Policy("left_behind", "留守儿童关爱", "Left-behind children", "U09", "children", "1-3", "prevent",
           "n.age < 16 and n.no_worker", "16岁以下、家中无劳动力", "under 16, with nobody at home who can work"),
    Policy("disabled_living", "困难残疾人生活补贴", "Disabled people's living allowance", "U06", "disability", "1-2", "support",
           "n.circle <= 2 and n.disabled", "低收入家庭残疾人", "disabled, of circle 1 or 2"),
    Policy("care1", "重度残疾人护理补贴(一级)", "Nursing allowance, grade 1", "U06", "disability", "1-3", "support",
           "n.disability_grade = '1'", "一级残疾", "disability of grade 1"),
    Policy("care2", "重度残疾人护理补贴(二级)", "Nursing allowance, grade 2", "U06", "disability", "1-3", "support",
           "n.disability_grade = '2'", "二级残疾", "disability of grade 2"),
    Policy("care3", "三级智力精神残疾护理补贴", "Nursing allowance, grade 3", "U06", "disability", "1-3", "support",
           "n.disability_grade = '3' and n.disability_kind in ('mind', 'mental')",
           "三级智力、精神残疾", "mental disability of grade 3"),
    Policy("aids", "辅助器具补助", "Assistive devices", "U06", "disability", "1-3", "support",
           "n.disabled and n.disability_kind in ('limb', 'hearing', 'sight')",
           "肢体、听力、视力残疾", "limb, hearing or sight disability"),
    Policy("rehab_child", "残疾儿童康复", "Rehabilitation of children", "U06", "disability", "1-3", "develop",
           "n.disabled and n.age < 18", "未满18周岁残疾儿童", "disabled and under 18"),
    Policy("disabled_school", "残疾学生助学", "Disabled students", "U06", "education", "1-3", "develop",
           "n.disabled and n.stage in ('senior', 'tertiary')", "高中以上残疾学生", "disabled, at senior school or above"),
    Policy("insured", "资助参保", "Insurance paid for", "U07", "medical", "1-2", "prevent",
           "n.circle <= 2", "一、二圈层对象", "of circle 1 or 2"),
    Policy("medical1", "医疗救助(低保特困)", "Medical aid for dibao", "U07", "medical", "1", "support",
           "n.circle = 1 and n.medical_cost_self > 0", "低保、特困有自付医疗费", "dibao or destitute, with own medical cost"),
    Policy("medical2", "医疗救助(低边)", "Medical aid for the marginal", "U07", "medical", "2", "support",
           "n.tier = 'marginal' and n.medical_cost_self > 5000",
           "低边、自付超5000元", "marginal, with an own cost above 5,000"),
    Policy("medical3", "因病致困医疗救助", "Medical aid for illness-driven hardship", "U07", "medical", "2-3", "support",
           "n.circle >= 2 and n.medical_cost_self >= 30000", "自付3万元以上", "own cost of 30,000 and above"),
    Policy("checkup", "免费健康体检", "Free check-ups", "U04", "medical", "1-2", "prevent",
           "n.circle <= 2 and n.age >= 60", "60岁以上一、二圈层", "aged 60 and more, of circle 1 or 2"),
    Policy("mental_drugs", "精神障碍免费服药", "Free medicine for mental illness", "U04", "medical", "1-3", "support",
           "n.disability_kind = 'mental'", "精神残疾", "mental disability"),
    Policy("meals_school", "营养餐", "School meals", "U03", "education", "1-2", "support",
           "n.stage = 'compulsory' and n.circle <= 2", "义务教育段低收入学生", "in compulsory school, of circle 1 or 2"),
    Policy("senior_grant", "高中助学金", "Senior-school grant", "U03", "education", "1-2", "develop",
           "n.stage = 'senior' and n.circle <= 2", "高中段低收入学生", "in senior school, of circle 1 or 2"),
    Policy("college_loan", "助学贷款贴息", "Student loans", "U03", "education", "1-3", "develop",
           "n.stage = 'tertiary' and n.income_per_head < 2500", "大专以上、人均收入2500元以下",
           "in tertiary education, below 2,500 yuan a head"),
    Policy("homes", "农村危房改造", "Rebuilding of dangerous homes", "U05", "housing", "1-2", "support",
           "n.head and n.circle <= 2 and n.housing in ('C', 'D')", "C、D级危房户主", "head of a household in a C or D home"),
    Policy("rent", "公租房补贴", "Rent allowance", "U05", "housing", "1-2", "support",
           "n.head and n.income_per_head < 2000 and n.housing = 'B' and n.town_kind = 'street'",
           "街道低收入户主", "head of a poor household in a street"),
    Policy("post", "公益性岗位", "Public-welfare posts", "U02", "work", "1-2", "develop",
           "n.seeks_work and n.age >= 45 and n.circle <= 2 and (n.able_to_work or n.partly_able)",
           "45岁以上低收入求职者", "aged 45 and more, looking for work, of circle 1 or 2"),
    Policy("training", "免费职业培训", "Free training", "U02", "work", "1-3", "develop",
           "n.seeks_work and n.age < 55", "55岁以下求职者", "under 55 and looking for work"),
)  # fmt: skip

JOINT: tuple[Policy, ...] = (
    Policy("j_work", "就业创业联合帮扶", "Joint: work and business", "U11", "work", "1-3", "develop",
           "n.zero_employment and n.seeks_work", "零就业家庭求职者", "looking for work, in a home without an earner"),
    Policy("j_farm", "产业帮扶", "Joint: farming", "U13", "work", "1-2", "develop",
           "n.town_kind <> 'street' and n.circle <= 2 and n.able_to_work and n.age >= 25",
           "农村低收入劳动力", "able to work, of circle 1 or 2, in the country"),
    Policy("j_veteran", "困难退役军人帮扶", "Joint: veterans", "U12", "relief", "1-3", "support",
           "n.mark = 'veteran' and n.hardship_index >= 35", "退役军人、困难指数35以上", "a veteran with an index of 35 and more"),
    Policy("j_illness", "大病联合救助", "Joint: grave illness", "U16", "medical", "1-3", "support",
           "n.ill and n.medical_cost_self >= 40000", "大病自付4万元以上", "gravely ill, own cost of 40,000 and above"),
    Policy("j_youth", "青少年成长护航", "Joint: young people", "U10", "education", "1-2", "prevent",
           "n.age between 6 and 17 and n.circle <= 2 and (n.no_worker or n.mark = 'orphan')",
           "6至17岁、家中无劳动力或孤儿", "aged 6 to 17, an orphan or with nobody at home who can work"),
)  # fmt: skip


def add_pool(store: Store) -> None:
    """The units, and the policies and services with their conditions."""
    count = len(UNITS)
    columns = {
        name: word("id", tuple(unit[i] for unit in UNITS)) for i, name in enumerate(("unit_id", "name_zh", "name_en"))
    }
    store.add("units", columns, id=np.arange(count))
    rows = [
        *(("basic", *policy) for policy in BASIC),
        *(("joint", *policy) for policy in JOINT),
        *(
            ("service", "s_" + s.code, s.zh, s.en, s.unit, s.group, "1-3", s.help, s.condition, s.says_zh, s.says_en)
            for s in SERVICES
        ),
    ]
    names = (
        "kind",
        "code",
        "name_zh",
        "name_en",
        "unit_id",
        "class",
        "circle",
        "help",
        "condition",
        "says_zh",
        "says_en",
    )
    store.add(
        "pool",
        {
            **{name: word("id", tuple(row[i] for row in rows)) for i, name in enumerate(names)},
            "law": "'District rules 2021, pool, art. ' || (id + 1)",
        },
        id=np.arange(len(rows)),
    )
