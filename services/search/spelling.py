"""How a name is typed without the input method: its pinyin, and the initials of it, in every reading a character has.

The readings are pypinyin's. A surname such as 单 is read otherwise than the word, and who types does not ask which: so all count.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

#: Of so many combinations of readings a text is found at most.
READINGS = 12
#: Longer spellings are cut: nobody types on.
LONGEST = 12


@lru_cache(maxsize=16_384)
def readings(character: str) -> tuple[str, ...]:
    """Each reading once, without tones; nothing for what is no Chinese character."""
    from pypinyin import Style, pinyin  # its tables take a moment to load, which a process that never searches is spared

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
    return tuple(dict.fromkeys(one.replace("ü", "v") for one in found[0] if one.isascii() and one.isalpha()))


@lru_cache(maxsize=65_536)
def initials(characters: str) -> frozenset[str]:
    """`张桂兰` → `{zgl}`, in every reading."""
    each = [tuple(dict.fromkeys(one[0] for one in readings(character))) for character in characters]
    return frozenset("".join(one) for one in _chosen(each))


def spelt(characters: str) -> Iterator[str]:
    """What may be typed for a name or for its end: the beginnings of its pinyin and of its initials, two letters and more."""
    for start in range(len(characters)):
        rest = characters[start:]
        for whole in (*(("".join(one)) for one in _chosen([readings(one) for one in rest])), *initials(rest)):
            for length in range(2, min(len(whole), LONGEST) + 1):
                yield whole[:length]


def _chosen(each: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for count, one in enumerate(product(*each)):
        if count == READINGS:
            return
        yield one
