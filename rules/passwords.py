"""What a password must be, as an office can follow it: long enough, letters and figures, and nothing that is guessed first.

Length and a list of what is guessed count for more than tricks (NIST SP 800-63B 5.1.1.2); letters with figures are what GB/T 22239
8.1.4.1 asks for and what offices are used to. Everything guessed first here is of three kinds: words that everybody takes, a run of
keys, and a name in pinyin with a year or a birthday behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

SHORTEST, LONGEST = 8, 128
ADVICE = f"至少 {SHORTEST} 位，同时含有字母和数字（或符号），不含用户名、工号、电话，不用生日、连续数字等容易被猜中的组合"

#: Taken everywhere, as lists of broken passwords show. What is only a pattern (abc123, Aa123456) the rules below find.
COMMON = frozenset(
    """1qaz2wsx 1q2w3e4r 1q2w3e4r5t q1w2e3r4 a1b2c3d4 1a2b3c4d 1qazxsw2 qwer1234 zaq12wsx 3edc4rfv a1s2d3f4 1qaz@wsx !qaz2wsx 1qaz!qaz
    1q2w3e 1234qwer 123qweasd qweasd123 asd123456 zxcvbnm123 p@ssw0rd passw0rd pa55w0rd p@ssword admin888 admin@123 root1234 test1234
    iloveyou1 woaini520 woaini1314 5201314a a5201314 abcd1234 abc123456 password1 letmein1 welcome1 changeme1 trustno1""".split()  # noqa: SIM905 - a list of forty words in quotes is unreadable
)
#: Words that carry nothing: with a run of figures behind they are guessed at once.
WORDS = frozenset(
    """password passwd pass word admin administrator root user guest test demo login welcome hello love iloveyou letmein changeme default
    system master super manager monkey dragon sunshine princess football baseball computer internet windows huawei office gas
    china beijing shanghai guangzhou wuhan woaini woaiwojia gongsi mima ceshi yonghu guanliyuan jidian zilaishui gongshui shuiwu shuiwuju
    ranqi kefu kefuzhongxin shuibiao company service abc abcd abcde abcdef abcdefg""".split()  # noqa: SIM905
)  # fmt: skip
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "qazwsxedcrfvtgbyhnujmikolp")
LUCKY = frozenset({"520", "521", "1314", "5201314", "666", "888", "168", "886", "110", "119", "120", "123", "321", "000", "001", "007"})
_LEET = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "l", "3": "e", "5": "s"})
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_FINAL = "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v)"
_PINYIN = re.compile(f"(?:{_INITIAL}{_FINAL}|ang|ai|an|ao|ou|en|er|a|e){{1,4}}")


def check_password(password: str, user_name: str, own: Iterable[str] = ()) -> str:
    """Return the password, or raise ValueError with a Chinese sentence. `own`: job number, telephone, prefix of the company."""
    if len(password) < SHORTEST:
        raise ValueError(f"密码至少 {SHORTEST} 位")
    if len(password) > LONGEST:
        raise ValueError(f"密码最多 {LONGEST} 位")
    if "\0" in password or password != password.strip():
        raise ValueError("密码首尾不能有空格，也不能含有控制字符")
    lower, names = password.lower(), {word.lower() for word in own if word}
    if user_name and user_name.lower() in lower:
        raise ValueError("密码不能包含用户名")
    if any(len(word) >= 4 and word in lower for word in names):
        raise ValueError("密码不能包含工号、电话或单位代码")
    if password.isdigit() or password.isalpha() or len(set(password)) < 4:
        raise ValueError("密码应同时含有字母和数字（或符号），不能是简单重复")
    if is_guessed(lower, names):
        raise ValueError("密码太容易被猜中：不要用常见词、连续数字，或姓名、单位的拼音加生日、年份")
    return password


def is_guessed(lower: str, names: Iterable[str] = ()) -> bool:
    """Whether it is among what is tried first: known, or put together of at most three parts that are all worthless."""
    if lower in COMMON or lower.translate(_LEET) in WORDS:
        return True
    parts = re.findall(r"[a-z]+|[0-9]+|[^\x00-\x7f]+", lower)
    if len(parts) > 3 or any(not part.isascii() for part in parts):
        return False
    words, figures = [part for part in parts if part.isalpha()], [part for part in parts if part.isdigit()]
    if not all(_is_plain(part) for part in figures):
        return False
    is_name = len(words) == 1 and bool(figures) and _PINYIN.fullmatch(words[0]) is not None
    return is_name or all(_is_nothing(word, names) for word in words)


def _is_nothing(word: str, names: Iterable[str]) -> bool:
    """Initials, a word everybody takes, the company's own, one key, or a run of keys."""
    return len(word) <= 3 or word in WORDS or word in names or len(set(word)) == 1 or _is_run(word)


def _is_plain(figures: str) -> bool:
    """Few figures, one repeated, a run, what brings luck, a year or a day."""
    few = len(figures) <= 2 or len(set(figures)) == 1 or figures in LUCKY
    return few or _is_run(figures) or _is_halved(figures) or _is_day(figures)


def _is_run(text: str) -> bool:
    return any(text in line or text[::-1] in line for line in KEYBOARD)


def _is_halved(text: str) -> bool:
    """123123, 8888."""
    half = len(text) // 2
    return len(text) % 2 == 0 and text[:half] == text[half:]


def _is_day(figures: str) -> bool:
    """A year, a year and month, or a birthday: 1985, 198503, 850312, 19850312."""
    if re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])?", figures):
        return True
    for text in (figures, f"19{figures}", f"20{figures}") if len(figures) in (6, 8) else ():
        try:
            found = date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
        except ValueError:
            continue
        if found is not None and 1900 <= found.year < 2100:
            return True
    return False
