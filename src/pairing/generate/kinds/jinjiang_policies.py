"""The table of policies without capacity: one condition over a household each, by the seven measures."""

from __future__ import annotations

import numpy as np

from pairing.generate.store import Store, word

#: Measure, condition over a household ``n``, what it gives in Chinese and English. Conditions and laws are invented.
POLICIES = (
    ("dibao", "n.tier = 'dibao' and n.income_per_head < 500",
     "按月发放最低生活保障金", "the minimum living allowance, monthly"),
    ("dibao", "n.tier = 'dibao' and n.severe > 0",
     "重度残疾低保对象分类施保, 上浮补差", "a higher allowance for severely disabled people"),
    ("medical", "n.tier in ('dibao', 'marginal')",
     "代缴居民医疗保险费", "health insurance paid for the household"),
    ("medical", "n.tier = 'expenditure' and n.patients > 0",
     "纳入大病救助对象", "listed for serious-illness relief"),
    ("education", "n.students > 0 and n.tier in ('dibao', 'marginal')",
     "减免学杂费", "school fees waived"),
    ("jobs", "n.zero_employment",
     "零就业家庭优先推荐公益性岗位", "first call on public posts for zero-employment households"),
    ("jobs", "n.seekers > 0",
     "免费职业指导与技能鉴定", "free job advice and skill tests"),
    ("relief", "n.income_per_head < 750 and n.patients > 0",
     "突发困难可先行救助", "relief in an emergency before papers are complete"),
    ("housing", "n.housing in ('C', 'D') and n.income_per_head < 750",
     "优先配租公共租赁住房", "first call on public rental homes"),
    ("special", "n.frail_alone",
     "独居老人、残疾人每月探访", "a monthly visit to frail people who live alone"),
    ("special", "n.severe > 0",
     "发放重度残疾人护理补贴", "a care allowance for severely disabled people"),
)  # fmt: skip


def policies(store: Store) -> None:
    """The table policies."""
    columns = [tuple(row[i] for row in POLICIES) for i in range(4)]
    store.add(
        "policies",
        {
            "policy_id": "format('L{:02d}', row + 1)",
            "measure": word("row", columns[0]),
            "condition": word("row", tuple(f"n.left_on is null and {sql}" for sql in columns[1])),
            "says_zh": word("row", columns[2]),
            "says_en": word("row", columns[3]),
            "law": "format('District programme rules 2015, policies, art. {}', row + 1)",
        },
        row=np.arange(len(POLICIES)),
    )
