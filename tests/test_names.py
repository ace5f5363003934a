"""Invented people have plausible names and identity numbers that are right, unique and nobody's."""

from __future__ import annotations

import numpy as np
import pytest

from pairing.generate.draws import Draws
from pairing.generate.names import CHARACTERS, SOUNDS, SURNAMES, Names, given, misheard, surnames, with_sound
from pairing.generate.numbers import FIRST_DIVISION, mistyped, numbers, written
from pairing.same_people.spelling import sound
from pairing.tables.identity import CHECK_CHARACTERS, check_character

DAY = 12_000


def _drawn(count: int) -> Names:
    draws = Draws(1, "names")
    return given(draws, surnames(draws, count), draws.chance(0.5, count), draws.whole(1940, 2006, count))


def _spelled(names: Names, row: int) -> str:
    second = CHARACTERS[names.second[row]] if names.second[row] >= 0 else ""
    return SURNAMES[names.surname[row]] + CHARACTERS[names.first[row]] + second


def test_surnames_follow_their_frequency() -> None:
    counts = np.bincount(surnames(Draws(3, "names"), 100_000), minlength=len(SURNAMES))
    assert len(set(SURNAMES)) == len(SURNAMES)
    assert {SURNAMES[i] for i in np.argsort(-counts)[:3]} == {"王", "李", "张"}


def test_the_two_sexes_and_generations_have_names_of_their_own() -> None:
    draws, count = Draws(5, "names"), 5000
    same = np.zeros(count, dtype=np.int64)
    young = np.full(count, 2004)
    men, women = (given(draws, same, np.full(count, male), young).first for male in (True, False))
    old = given(draws, same, np.full(count, True), np.full(count, 1950)).first
    assert len(set(men) & set(women)) < 5
    assert len(set(men) & set(old)) < 5


def test_characters_of_a_group_sound_the_same() -> None:
    for group in SOUNDS:
        assert len({sound("王" + sign) for sign in group}) == 1, group


def test_a_misheard_name_is_written_in_another_way_and_sounds_the_same() -> None:
    names = with_sound(Draws(1, "heard"), _drawn(200))
    heard = misheard(Draws(2, "heard"), names)
    for row in range(200):
        assert _spelled(names, row) != _spelled(heard, row)
        assert sound(_spelled(names, row)) == sound(_spelled(heard, row))


def test_numbers_are_right_and_unique_and_tell_the_day_and_the_sex() -> None:
    draws, count = Draws(1, "numbers"), 4000
    born, male = draws.whole(DAY, DAY + 20, count), draws.chance(0.5, count)
    made = numbers(FIRST_DIVISION, born, male)
    assert len(set(made.digits.tolist())) == count
    for row in range(0, count, 97):
        text = str(made.digits[row])
        assert check_character(text) == CHECK_CHARACTERS[made.check[row]]
        assert text[6:14] == str(np.datetime64(int(born[row]), "D")).replace("-", "")
        assert int(text[16]) % 2 == male[row]


def test_too_many_births_on_one_day_are_refused() -> None:
    with pytest.raises(ValueError, match="born on one day"):
        numbers(FIRST_DIVISION, np.full(600, DAY), np.ones(600, dtype=bool))


def test_a_mistyped_number_differs_in_one_digit_and_its_check_character_is_wrong() -> None:
    right = numbers(FIRST_DIVISION, np.arange(DAY, DAY + 300), np.ones(300, dtype=bool))
    wrong = mistyped(Draws(4, "slips"), right)
    for row in range(300):
        pairs = zip(str(right.digits[row]), str(wrong.digits[row]), strict=True)
        assert sum(a != b for a, b in pairs) == 1
        assert check_character(str(wrong.digits[row])) != CHECK_CHARACTERS[wrong.check[row]]


def test_dates_are_written_as_year_month_day() -> None:
    assert written(np.array([0, 19_589])).tolist() == [19_700_101, 20_230_820]
