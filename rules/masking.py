"""Personal data with its heart taken out: enough to know a case again, too little to find a person (STANDARDS.md §11).

Each kind keeps what offices are used to seeing: 138****5678, 张*, 欧阳**. Nothing is the empty string, which stays empty.
"""

from __future__ import annotations

import re
from enum import Enum

STAR = "*"
#: What stands for a value of which nothing may be seen.
NOTHING_SEEN = "＊＊＊"
#: Surnames of two characters (《百家姓》 and those still borne today).
SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
    "公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师纳兰淳于单于"
)
COMPOUND = frozenset(SURNAMES[place : place + 2] for place in range(0, len(SURNAMES), 2))
#: Where an address stops being a street and becomes a door.
DOOR = re.compile(r"[0-9０-９一二三四五六七八九十百]+\s*(?:号|弄|幢|栋|单元|室|楼|座|组|巷|#|-)")


class Personal(Enum):
    """A kind of personal data. `grave` ones are sensitive by law (个人信息保护法 第二十八条): nobody sees them unasked."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    ID_CARD = "id_card"
    PAPER = "paper"
    BANK = "bank"

    @property
    def grave(self) -> bool:
        return self in (Personal.ID_CARD, Personal.PAPER, Personal.BANK)

    def mask(self, text: str) -> str:
        """The value as it may stand in a list."""
        return MASKS[self](text.strip()) if text.strip() else ""


def name(text: str) -> str:
    """张三 → 张*, 欧阳锋 → 欧阳*; of a company's name both ends stay: 清泉***公司; of 买买提·阿不都 the first character."""
    if "·" in text or "•" in text:
        return text[0] + STAR * 2
    kept = 2 if len(text) > 2 and text[:2] in COMPOUND else 1
    if len(text) <= kept + 2:
        return text[:kept] + STAR * max(len(text) - kept, 1)
    return text[:2] + STAR * 3 + text[-2:] if len(text) > 6 else text[:kept] + STAR * (len(text) - kept)


def phone(text: str) -> str:
    """A mobile number keeps three and four figures, any other its last four at most, and never more than half."""
    figures = re.sub(r"\D", "", text)
    if len(figures) == 11 and figures.startswith("1"):
        return f"{figures[:3]}****{figures[-4:]}"
    return STAR * 4 + figures[-min(4, len(figures) // 2) :] if len(figures) > 1 else STAR * 4


def address(text: str) -> str:
    """Up to the street; without a number to stop at, the first six characters and never more than half."""
    if (door := DOOR.search(text)) and 0 < door.start() <= len(text) - 2:
        return text[: door.start()] + STAR * 3
    return text[: min(6, len(text) // 2)] + STAR * 3


def id_card(text: str) -> str:
    """The first three and the last four."""
    return f"{text[:3]}{STAR * 11}{text[-4:]}" if len(text) >= 15 else paper(text)


def paper(text: str) -> str:
    """Any other document: its last two, and of a short one nothing."""
    return STAR * 4 + (text[-2:] if len(text) > 5 else "")


def bank(text: str) -> str:
    """The last four of an account."""
    return STAR * 4 + (text[-4:] if len(text) > 8 else "")


MASKS = {
    Personal.NAME: name, Personal.PHONE: phone, Personal.ADDRESS: address, Personal.ID_CARD: id_card, Personal.PAPER: paper,
    Personal.BANK: bank,
}  # fmt: skip
