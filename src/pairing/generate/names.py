"""Chinese names of invented people: common surnames, given names by sex and generation, and others that sound the same.

Names are positions in the lists below until the database writes them (:func:`name_sql`). The order of the surnames
follows their published frequency; given names are drawn by rank in lists of our own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairing.generate.draws import F64, I64, Draws, Flags
from pairing.tables.cells import ident, literal

#: The common surnames with their shares of the population in tenths of a per cent, rounded.
_SURNAMES = (
    ("王李", 72), ("张", 68), ("刘", 54), ("陈", 45), ("杨", 31), ("黄赵周吴", 21), ("徐孙", 16), ("马胡朱郭何", 12),
    ("林罗高郑梁谢宋唐许", 9), ("韩冯邓曹彭曾肖田董袁", 6), ("潘于蒋蔡余杜叶程苏魏吕丁任沈", 5),
    ("姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦", 4), ("邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴", 3),
)  # fmt: skip
SURNAMES = "".join(signs for signs, _ in _SURNAMES)

#: Given names, the more common first: of men and women born before and after 1985.
_MEN_BEFORE = "国建华明军平伟强勇文德志刚林荣海生福贵永学成富光昌万世忠正庆兴顺祥发才"
_MEN_SINCE = "浩宇杰俊鑫磊涛鹏子豪航轩博泽辉凯毅阳晨睿嘉旭飞炜帆健斌超峰瑞铭洋恒诚"
_WOMEN_BEFORE = "英秀兰芳玉珍桂梅丽华琴凤红霞群素碧菊淑珠春翠莲香娥群云月贤珍惠"
_WOMEN_SINCE = "婷欣雨佳怡雪静琪颖梦思玲倩萍诗慧琳燕露蓉洁娜瑶蕾晓璐莹敏丹薇妮"
GENERATIONS = (_MEN_BEFORE, _MEN_SINCE, _WOMEN_BEFORE, _WOMEN_SINCE)

#: Characters that sound the same but for the tone; a clerk who takes a name by ear may write the other.
SOUNDS = (
    "静婧靖", "伟玮炜", "婷亭", "丽莉俐", "杰洁", "宇雨玉", "琪奇", "颖莹英", "欣鑫馨", "涛韬", "佳嘉", "浩昊",
    "俊军君", "慧惠", "琳林", "怡仪", "博波", "辉晖", "子梓紫", "思斯", "明铭", "云芸", "晨辰", "敏闽", "倩茜",
    "瑶遥", "轩宣",
)  # fmt: skip

CHARACTERS = "".join(dict.fromkeys("".join((*GENERATIONS, *SOUNDS))))
_SOUND_OF = {sign: group for group in SOUNDS for sign in group}
YOUNG_SINCE = 1985


@dataclass(frozen=True, eq=False)
class Names:
    """Names by position in ``SURNAMES`` and ``CHARACTERS``; a second character of -1 is none."""

    surname: I64
    first: I64
    second: I64

    def at(self, rows: I64) -> Names:
        """The names of some rows."""
        return Names(self.surname[rows], self.first[rows], self.second[rows])


def surnames(draws: Draws, count: int) -> I64:
    """Surnames by their frequency."""
    return draws.pick([share for signs, share in _SURNAMES for _ in signs], count)


def given(draws: Draws, surname: I64, male: Flags, born: I64) -> Names:
    """Names for people of these surnames, sexes and years of birth; one in eight has a single character."""
    count = len(surname)
    group = np.where(male, 0, 2) + (born >= YOUNG_SINCE)
    first, second = (_characters(draws, group) for _ in range(2))
    single = draws.chance(0.125, count)
    return Names(surname, first, np.where(single, -1, second))


def _characters(draws: Draws, group: I64) -> I64:
    found = np.zeros(len(group), dtype=np.int64)
    for number, signs in enumerate(GENERATIONS):
        rows = np.flatnonzero(group == number)
        places = np.array([CHARACTERS.index(sign) for sign in signs], dtype=np.int64)
        weights: F64 = 1 / (np.arange(len(signs)) + 6.0)
        found[rows] = places[draws.pick(weights, len(rows))]
    return found


def with_sound(draws: Draws, names: Names) -> Names:
    """The same names, but with a first character that others sound like."""
    heard = np.array([i for i, sign in enumerate(CHARACTERS) if sign in _SOUND_OF], dtype=np.int64)
    drawn = heard[draws.whole(0, len(heard) - 1, len(names.first))]
    keep = np.isin(names.first, heard)
    return Names(names.surname, np.where(keep, names.first, drawn), names.second)


def misheard(draws: Draws, names: Names) -> Names:
    """Names of :func:`with_sound` whose first character is another one of the same sound."""
    first = names.first.copy()
    turn = draws.whole(1, 2, len(first))
    for row, place in enumerate(first.tolist()):  # a handful: only names that clerks got wrong
        group = _SOUND_OF[CHARACTERS[place]]
        at = group.index(CHARACTERS[place])
        step = 1 + (int(turn[row]) - 1) % (len(group) - 1)
        first[row] = CHARACTERS.index(group[(at + step) % len(group)])
    return Names(names.surname, first, names.second)


def name_sql(surname: str, first: str, second: str) -> str:
    """SQL for the name at these positions."""
    parts = [f"substr({literal(SURNAMES)}, {ident(surname)} + 1, 1)"]
    parts.append(f"substr({literal(CHARACTERS)}, {ident(first)} + 1, 1)")
    parts.append(
        f"CASE WHEN {ident(second)} < 0 THEN '' ELSE substr({literal(CHARACTERS)}, {ident(second)} + 1, 1) END"
    )
    return " || ".join(parts)
