"""What a password must be, as an office can follow it."""

from __future__ import annotations

SHORTEST, LONGEST = 8, 128


def check_password(password: str, user_name: str) -> str:
    """Return the password, or raise ValueError with a Chinese sentence."""
    if len(password) < SHORTEST:
        raise ValueError(f"密码至少 {SHORTEST} 位")
    if len(password) > LONGEST:
        raise ValueError(f"密码最多 {LONGEST} 位")
    if "\0" in password or password != password.strip():
        raise ValueError("密码首尾不能有空格，也不能含有控制字符")
    if user_name and user_name.lower() in password.lower():
        raise ValueError("密码不能包含用户名")
    if password.isdigit() or password.isalpha() or len(set(password)) < 4:
        raise ValueError("密码应同时含有字母和数字（或符号），不能是简单重复")
    return password
