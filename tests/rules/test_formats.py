"""Values from outside: what is stored, what is refused, and in which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.formats import CHECKS, USCC_ALPHABET, WEIGHTS, credit_code, date8, id_card, id_card_check, telephone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013 8000 ", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("0715-4321678", "0715-4321678"),
        ("0715－4321678", "0715-4321678"),
        ("0715—4321678", "0715-4321678"),
        ("07154321678", "07154321678"),
        ("4321678", "4321678"),
        ("010-87654321-8016", "010-87654321-8016"),
        ("12345", "12345"),
        ("96116", "96116"),
        ("400-800-1234", "400-800-1234"),
        ("8008001234", "8008001234"),
    ],
)  # fmt: skip
def test_a_telephone_number_is_stored_without_blanks(typed: str, stored: str) -> None:
    assert telephone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "   ", "1380013800", "138001380000", "12800138000", "0715-1321678", "电话", "13800138000转1", "4321678-"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="电话号码不对：手机 11 位"):
        telephone(typed)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number_is_taken_as_it_is(number: str) -> None:
    assert telephone(number) == number


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("11010519491231002X", "11010519491231002X"),
        (" 11010519491231002x ", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),
    ],
)
def test_an_identity_number_with_its_check_figure_is_taken(typed: str, stored: str) -> None:
    """The two numbers are the examples of GB 11643-1999."""
    assert id_card(typed) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "身份证号应为 18 位"),
        ("110105194912310", "身份证号应为 18 位"),
        ("A1010519491231002X", "身份证号应为 18 位"),
        ("11010519490230002X", "身份证号中的出生日期不存在"),
        ("110105194912310021", "身份证号校验位不对，请逐位核对"),
        ("11010519491231020X", "身份证号校验位不对，请逐位核对"),
    ],
)
def test_a_wrong_identity_number_is_told_apart(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=rf"^{sentence}$"):
        id_card(typed)


@given(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), st.dates(), st.from_regex(r"[0-9]{3}", fullmatch=True), st.data())
def test_one_wrong_figure_is_always_noticed(place: str, born: object, order: str, data: st.DataObject) -> None:
    head = f"{place}{str(born).replace('-', '')}{order}"
    number = head + id_card_check(head)
    assert id_card(number) == number
    wrong = data.draw(st.sampled_from([figure for figure in CHECKS if figure != number[17]]))
    with pytest.raises(ValueError, match="校验位不对"):
        id_card(head + wrong)


def test_the_tables_of_the_identity_number_are_those_of_the_standard() -> None:
    assert tuple(pow(2, 17 - place, 11) for place in range(17)) == WEIGHTS
    assert len(CHECKS) == 11


def _credit_code(head: str) -> str:
    """The code that begins so, worked out apart from the rule: the weighted sum is divisible by 31."""
    for last in USCC_ALPHABET:
        if sum(USCC_ALPHABET.index(char) * 3**place for place, char in enumerate(head)) % 31 == (-USCC_ALPHABET.index(last)) % 31:
            return head + last
    raise AssertionError(head)


def test_a_credit_code_is_taken_in_small_letters_too() -> None:
    """The number is the example of GB 32100-2015."""
    assert credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize("typed", ["", "91350100M000100Y4", "91350100I000100Y43", "91350100M000100Y43 5"])
def test_what_has_not_the_form_of_a_credit_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^统一社会信用代码应为 18 位数字或大写字母$"):
        credit_code(typed)


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.data())
def test_the_check_character_of_a_credit_code_is_read(head: str, data: st.DataObject) -> None:
    code = _credit_code(head)
    assert credit_code(code) == code
    wrong = data.draw(st.sampled_from([char for char in USCC_ALPHABET if char != code[17]]))
    with pytest.raises(ValueError, match=r"^统一社会信用代码校验位不对，请逐位核对$"):
        credit_code(head + wrong)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("20261120", "20261120"),
        (" 2026-11-20 ", "20261120"),
        ("2026.11.20", "20261120"),
        ("2026/11/20", "20261120"),
        ("2026年11月20日", "20261120"),
        ("20261100", "20261100"),
        ("20260000", "20260000"),
        ("20240229", "20240229"),
    ],
)
def test_an_archival_date_is_stored_as_eight_figures(typed: str, stored: str) -> None:
    assert date8(typed) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "日期应为 8 位数字"),
        ("2026", "日期应为 8 位数字"),
        ("2026-1-2", "日期应为 8 位数字"),
        ("二〇二六年", "日期应为 8 位数字"),
        ("20260230", "没有这一天"),
        ("20261301", "没有这一天"),
        ("00001120", "没有这一天"),
    ],
)
def test_an_archival_date_that_never_was_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        date8(typed)


@pytest.mark.parametrize(
    ("rule", "typed"),
    [(telephone, "13８00138000"), (id_card, "１１０１０５19491231002X"), (date8, "２０２６１１２０")],
    ids=["telephone", "id_card", "date8"],
)
def test_full_width_figures_are_never_stored(rule: object, typed: str) -> None:
    """A Chinese keyboard writes them easily: they may be refused or turned into plain ones, but no list would find them."""
    try:
        stored = rule(typed)  # type: ignore[operator]
    except ValueError:
        return
    assert stored.isascii()


def test_an_archival_date_has_no_day_without_its_month() -> None:
    with pytest.raises(ValueError, match="日也填 00"):
        date8("20260031")
