"""What a password may be, and what is guessed first."""

from __future__ import annotations

import pytest

from rules.passwords import check_password

GUESSED = [
    "Aa123456", "abc12345", "a1234567", "qwerty123", "Admin@123", "admin888", "P@ssw0rd", "password1", "1qaz2wsx", "woaini1314",
    "zhangwei1985", "zhangwei19850312", "Lixiaoming@850312", "zhw19850312", "shuiwuju2026", "qingheshuiwu2026", "asdfgh123", "test-2026",
    "123123aa", "aaaa1111", "abcd2026", "wuhan@2024", "wang@2024", "zhang1985", "chen19850312",
]  # fmt: skip


@pytest.mark.parametrize("password", ["中文密码也可以用吗1", "water-2027", "a1!a1!a1!b", "correct horse 7", "kuaiqu3tiaoyu", "Tz7kfw92x"])
def test_good_passwords(password: str) -> None:
    assert check_password(password, "clerk") == password


@pytest.mark.parametrize("password", ["", "a" * 129 + "1", "aaaaaaaa1", " water-2027", "abcdefgh", "12345678", "water\0-2027"])
def test_bad_passwords(password: str) -> None:
    with pytest.raises(ValueError, match="密码"):
        check_password(password, "clerk")


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match=r"太容易被猜中|简单重复"):
        check_password(password, "clerk")


@pytest.mark.parametrize("password", ["x-CLERK-77z", "ab-13800138000", "kf-0042-xyzw"])
def test_what_everybody_knows_of_the_person_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="不能包含"):
        check_password(password, "clerk", ("0042", "13800138000", ""))


def test_the_prefix_of_the_company_is_worth_nothing() -> None:
    assert check_password("dqwx-2027", "clerk")
    with pytest.raises(ValueError, match=r"太容易被猜中|单位代码"):
        check_password("dqwx-2027", "clerk", ("DQWX",))
