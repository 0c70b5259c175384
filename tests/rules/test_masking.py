"""What is left of personal data in a list: enough to know a case again, never the whole value."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.masking import COMPOUND, MASKS, SURNAMES, Personal

every_kind = pytest.mark.parametrize("kind", list(Personal), ids=lambda kind: kind.value)


def test_every_kind_has_a_mask() -> None:
    assert set(MASKS) == set(Personal)


@pytest.mark.parametrize(("kind", "is_grave"), [
    (Personal.NAME, False), (Personal.PHONE, False), (Personal.ADDRESS, False), (Personal.ID_CARD, True), (Personal.PAPER, True),
    (Personal.BANK, True),
])  # fmt: skip
def test_what_the_law_calls_sensitive_is_grave(kind: Personal, is_grave: bool) -> None:  # noqa: FBT001
    assert kind.grave is is_grave


@pytest.mark.parametrize(("name", "masked"), [
    ("张三", "张*"),
    ("张", "张*"),
    ("张小三", "张**"),
    ("张小三丰", "张***"),
    ("欧阳锋", "欧阳*"),
    ("欧阳小宝", "欧阳**"),
    ("司马光", "司马*"),
    ("诸葛小亮", "诸葛**"),
    ("令狐小冲", "令狐**"),
    ("纳兰小容", "纳兰**"),
    ("欧阳", "欧*"),  # two characters: the surname 欧 and a given name, or all of it; either way one is hidden
    ("东方小朔", "东方**"),
    ("买买提·阿不都", "买**"),
    ("买买提•阿不都拉", "买**"),
    ("  张三  ", "张*"),
    ("清泉水务有限公司", "清泉***公司"),
    ("江上县第一人民医院", "江上***医院"),
    ("Smith", "S****"),
    ("John Smith", "Jo***th"),
    ("", ""),
    (" \n", ""),
])  # fmt: skip
def test_names(name: str, masked: str) -> None:
    assert Personal.NAME.mask(name) == masked


def test_the_surnames_are_of_two_characters_each_and_written_once() -> None:
    assert len(SURNAMES) % 2 == 0
    assert {len(surname) for surname in COMPOUND} == {2}
    assert {"欧阳", "司马", "诸葛", "上官", "令狐", "尉迟", "长孙", "单于", "公冶", "仲长", "万俟", "夏侯"} <= COMPOUND


@pytest.mark.parametrize("surname", sorted(COMPOUND))
def test_a_compound_surname_stays_whole(surname: str) -> None:
    assert Personal.NAME.mask(f"{surname}小宝") == f"{surname}**"


@pytest.mark.parametrize(("phone", "masked"), [
    ("13812345678", "138****5678"),
    ("138 1234 5678", "138****5678"),
    ("138-1234-5678", "138****5678"),
    ("0716-8123456", "****3456"),
    ("07168123456", "****3456"),
    ("(0716)8123456", "****3456"),
    ("8123456", "****456"),
    ("0716-8123456-802", "****6802"),
    ("0716-8123456 转 802", "****6802"),
    ("+86 13812345678", "****5678"),
    ("12345", "****45"),
    ("110", "****0"),
    ("8", "****"),
    ("无电话", "****"),
    ("", ""),
])  # fmt: skip
def test_telephones(phone: str, masked: str) -> None:
    assert Personal.PHONE.mask(phone) == masked


@pytest.mark.parametrize(("address", "masked"), [
    ("江上县滨江路18号锦绣花园3栋2单元501", "江上县滨江路***"),
    ("江上县滨江路 18 号", "江上县滨江路 ***"),
    ("滨江路一百二十号", "滨江路***"),
    ("锦绣花园", "锦绣***"),
    ("江上县白水乡大洲村", "江上县白***"),
    ("5号楼", "5***"),
    ("村", "***"),
    ("", ""),
])  # fmt: skip
def test_addresses(address: str, masked: str) -> None:
    assert Personal.ADDRESS.mask(address) == masked


@pytest.mark.parametrize(("card", "masked"), [
    ("110101199003071233", "110***********1233"),
    ("11010119900307123X", "110***********123X"),
    ("110101900307123", "110***********7123"),
    ("E12345678", "****78"),
    ("", ""),
])  # fmt: skip
def test_identity_numbers(card: str, masked: str) -> None:
    assert Personal.ID_CARD.mask(card) == masked


@pytest.mark.parametrize(("kind", "value", "masked"), [
    (Personal.PAPER, "E12345678", "****78"), (Personal.PAPER, "12345", "****"), (Personal.PAPER, "甲", "****"),
    (Personal.BANK, "6222020200112233445", "****3445"), (Personal.BANK, "12345678", "****"), (Personal.BANK, "123456789", "****6789"),
])  # fmt: skip
def test_papers_and_accounts(kind: Personal, value: str, masked: str) -> None:
    assert kind.mask(value) == masked


LIKELY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="张欧阳司马诸葛买提·•公司 小宝", min_size=1, max_size=12),
    st.text(alphabet="0123456789-+ 转()", min_size=1, max_size=20),
    st.text(alphabet="江上县路0123456789号栋单元室一二三-#", min_size=1, max_size=30),
)


@every_kind
@given(value=LIKELY)
@example(value="欧阳")
@example(value="**")
@example(value="·甲")
@example(value="1-")
@example(value="\u3000\u3000张")
def test_a_mask_never_holds_the_whole_value(kind: Personal, value: str) -> None:
    masked = kind.mask(value)
    plain = value.strip()
    if not plain:
        assert masked == ""
    elif len(plain) > 1 and set(plain) - {"*"}:
        assert plain not in masked
    if plain:
        assert "*" in masked


@every_kind
@given(value=LIKELY)
def test_a_mask_hides_at_least_one_character_of_what_it_masks(kind: Personal, value: str) -> None:
    """Nothing but what the value says, and stars; and of more than one character never all of them."""
    plain = value.strip()
    left = kind.mask(value).replace("*", "")
    hay = iter(plain)
    assert all(char in hay for char in left), "what is left stands in the value, in its order"
    if len(plain.replace("*", "")) > 1:
        assert len(left) < len(plain)


@every_kind
@given(value=LIKELY)
def test_a_mask_says_the_same_each_time(kind: Personal, value: str) -> None:
    assert kind.mask(value) == kind.mask(f" {value} ")


@given(figures=st.text(alphabet="0123456789", min_size=2, max_size=20))
def test_of_a_telephone_never_more_than_seven_figures_are_left_and_of_a_short_one_no_more_than_half(figures: str) -> None:
    left = sum(char.isdigit() for char in Personal.PHONE.mask(figures))
    assert left <= (7 if len(figures) == 11 and figures.startswith("1") else min(4, len(figures) // 2))
