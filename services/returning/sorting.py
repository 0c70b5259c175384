"""Which pages of a scan belong together: by their codes, and a page without one by its place behind the page before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from printouts.code import Code
from services.returning.reading import Look


@dataclass(kw_only=True)
class Paper:
    """One copy of one form, as far as it came: page of the form → page of the scan (counted from 0)."""

    code: Code
    places: dict[int, int] = field(default_factory=dict)
    assumed: list[int] = field(default_factory=list)

    @property
    def in_order(self) -> list[int]:
        """The pages of the scan in the order of the form."""
        return [self.places[page] for page in sorted(self.places)]

    @property
    def missing(self) -> list[int]:
        return [page for page in range(1, self.code.pages + 1) if page not in self.places]

    @property
    def remarks(self) -> str:
        """What whoever looks at the scan should know."""
        said = [f"第 {page} 页未读出二维码，按页序归入" for page in self.assumed]
        if self.missing:
            said.append(f"缺第 {'、'.join(str(page) for page in self.missing)} 页")
        return "；".join(said)


def sort(looks: Sequence[Look]) -> tuple[list[Paper], list[Look]]:
    """The papers in the order of their first pages, and the pages that a person must look at. Empty backs are neither."""
    papers: list[Paper] = []
    lies_in: dict[int, tuple[Paper, int]] = {}
    for look in looks:
        if look.code is not None:
            paper = _of(papers, look.code)
            paper.places[look.code.page] = look.place
            lies_in[look.place] = paper, look.code.page
    loose, before = list[Look](), None
    for look in (one for one in looks if not one.is_empty):
        here = lies_in.get(look.place) or (None if look.is_foreign else _behind(before))
        before = here
        if here is None:
            loose.append(look)
        elif look.code is None:
            paper, page = here
            paper.places[page] = look.place
            paper.assumed.append(page)
    return papers, loose


def _of(papers: list[Paper], code: Code) -> Paper:
    """The paper that this page is of: one that still lacks it, else a new one (the same copy may have been printed twice)."""
    for paper in papers:
        if _named(paper.code) == _named(code) and code.page not in paper.places:
            return paper
    papers.append(Paper(code=code))
    return papers[-1]


def _named(code: Code) -> tuple[str, str, str, int, int]:
    return code.table, code.number, code.version, code.copy, code.pages


def _behind(before: tuple[Paper, int] | None) -> tuple[Paper, int] | None:
    """The next page of the same form, if it has one that has not come by its own code."""
    if before is None:
        return None
    paper, page = before[0], before[1] + 1
    return (paper, page) if page <= paper.code.pages and page not in paper.places else None
