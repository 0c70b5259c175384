"""A cell as the box of the form that a person would have filled with it: what the makers and the menders of records share."""

from __future__ import annotations

from forms.fields import target_of
from models.declare import Field
from services.workbook.find import Finder

#: A form reads no more rows of one kind.
DOUBLE = "与已登记的内容重复或有冲突"


def typed(finder: Finder, declared: Field, text: str, where: str, errors: dict[str, str]) -> list[str]:
    """What the box sends; of a link the id of what the cell names. What is not found is said at `where`."""
    if not text or declared.target is None:
        return [text]
    try:
        return finder.texts(declared, target_of(declared), text)
    except ValueError as error:
        errors[where] = str(error)
        return [""]
