"""Invented people, places and calls: the same for the same seed. No name, number or address of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇查"
GIVEN = "晓梅伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建国华志红玉文辉云海林春雪飞鹏宇浩然子轩雨欣佳琪秀珍"
ROADS = ("人民", "解放", "中山", "建设", "和平", "新华", "文化", "胜利", "龙泉", "滨河", "迎宾", "工业", "学府", "北街")
KINDS_OF_ROAD = ("路", "大街", "东路", "西路", "南路", "巷")
ESTATES = ("阳光花园", "翠湖小区", "金色家园", "幸福里", "世纪新城", "锦江苑", "紫荆公寓", "绿洲半岛", "万和城", "康乐新村")
#: In one address of two thousand: what a search by four characters asks for.
RARE_ESTATE = "梧桐雅苑"
RARE_EVERY = 2000
#: A name of two characters that many bear within theirs.
COMMON_NAME = "晓梅"
SENTENCES = (
    "用户反映早晚水压偏低", "来电询问阶梯水价如何计算", "账单读数与水表不一致，要求复核", "小区停水，询问何时恢复",
    "水表使用多年，申请更换",
    "厨房出水发黄有异味", "单元门前路面渗水，怀疑管道漏水", "已请维修人员上门查看", "对上次处理结果表示认可", "询问过户需要哪些材料",
    "加压泵夜间噪音影响休息", "希望工作日下午联系", "代扣水费未成功，请重新出账", "井盖松动，担心行人安全", "希望停水前收到短信通知",
)  # fmt: skip
RESULTS = ("已上门处理，恢复正常", "已电话说明政策", "已转责任部门跟进", "更换阀门后复查正常", "核对无误，用户理解", "已约定下周上门")


@dataclass(frozen=True, slots=True)
class Customer:
    """One invented customer."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Call:
    """What one record says that no other says: who called, what for and what came of it."""

    customer: Customer
    content: str
    handled: str


def name(chance: Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(2 if chance.random() < 0.75 else 1))


def customers(count: int, chance: Random) -> list[Customer]:
    """As many customers, each with a telephone of his own; the rare estate comes at fixed places."""
    step = 99_999_989 // max(count, 1)
    return [
        Customer(name=name(chance), phone=f"138{(index * step + 12_345) % 100_000_000:08}", address=_address(index, chance))
        for index in range(count)
    ]


def calls(count: int, chance: Random) -> Iterator[Call]:
    """Every fourth call is of a new customer on average, so most customers have called before."""
    known = customers(max(count // 4, 20), chance)
    for _ in range(count):
        yield Call(customer=chance.choice(known), content=_content(chance), handled=chance.choice(RESULTS))


def _address(index: int, chance: Random) -> str:
    estate = RARE_ESTATE if index % RARE_EVERY == 7 else chance.choice(ESTATES)
    road = chance.choice(ROADS) + chance.choice(KINDS_OF_ROAD)
    return (
        f"青禾市{road}{chance.randrange(1, 400)}号{estate}{chance.randrange(1, 40)}栋{chance.randrange(1, 34)}0{chance.randrange(1, 5)}室"
    )


def _content(chance: Random) -> str:
    """Forty to a hundred and twenty characters."""
    said, wanted = "", chance.randrange(40, 110)
    while len(said) < wanted:
        said += chance.choice(SENTENCES) + "，"
    return said[:-1] + "。"
