"""Which pages belong together, from their codes and their order alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printouts.code import Code
from services.returning.reading import Look
from services.returning.sorting import sort


def code(number: str, page: int = 1, pages: int = 1, copy: int = 1) -> Code:
    return Code(table="notice", number=number, version="2026-1", copy=copy, page=page, pages=pages)


def scanned(*found: Code | str) -> list[Look]:
    """Codes, `?` for a page without, `-` for an empty back, `!` for the code of somebody else."""
    return [
        Look(place=place, code=one) if isinstance(one, Code)
        else Look(place=place, wrong="没有读出二维码", is_empty=one == "-", is_foreign=one == "!")
        for place, one in enumerate(found)
    ]  # fmt: skip


def sorted_as(*found: Code | str) -> tuple[list[tuple[str, list[int], str]], list[int]]:
    papers, loose = sort(scanned(*found))
    return [(paper.code.number, paper.in_order, paper.remarks) for paper in papers], [one.place for one in loose]


def test_forms_follow_each_other_with_empty_backs() -> None:
    found = sorted_as(code("A"), "-", code("B", 1, 2), "-", code("B", 2, 2), "-")
    assert found == ([("A", [0], ""), ("B", [2, 4], "")], [])


def test_a_page_without_code_is_the_next_of_its_form_and_said_to_be() -> None:
    said = "第 2 页未读出二维码，按页序归入"
    assert sorted_as(code("A", 1, 2), "?", code("B")) == ([("A", [0, 1], said), ("B", [2], "")], [])
    assert sorted_as(code("A", 1, 2), "-", "?") == ([("A", [0, 2], said)], [])


def test_a_page_without_code_behind_a_whole_form_is_nobodys() -> None:
    assert sorted_as(code("A"), "?") == ([("A", [0], "")], [1])
    assert sorted_as("?", code("A", 2, 2)) == ([("A", [1], "缺第 1 页")], [0])
    assert sorted_as(code("A", 1, 2), "?", "?")[1] == [2]
    assert sorted_as(code("A", 1, 2), "?", code("A", 2, 2)) == ([("A", [0, 2], "")], [1])


def test_the_code_of_somebody_else_is_no_next_page() -> None:
    assert sorted_as(code("A", 1, 2), "!") == ([("A", [0], "缺第 2 页")], [1])


def test_fronts_and_backs_in_two_heaps_are_put_together() -> None:
    found = sorted_as(code("A", 1, 2), code("B", 1, 2), code("B", 2, 2), code("A", 2, 2))
    assert found == ([("A", [0, 3], ""), ("B", [1, 2], "")], [])


def test_copies_lie_apart_and_so_does_a_form_printed_twice() -> None:
    found, _ = sorted_as(code("A"), code("A", copy=2), code("A"))
    assert [places for _, places, _ in found] == [[0], [1], [2]]


@given(st.lists(st.one_of(
    st.sampled_from("?-!"),
    st.builds(code, st.sampled_from("AB"), st.integers(1, 3), st.just(3), st.integers(1, 2))), max_size=12))  # fmt: skip
def test_no_page_is_lost_and_none_lies_in_two_places(found: list[Code | str]) -> None:
    papers, loose = sort(scanned(*found))
    placed = [place for paper in papers for place in paper.in_order] + [one.place for one in loose]
    assert sorted(placed) == [place for place, one in enumerate(found) if one != "-"]
    assert all(look.code is None or place in placed for place, look in enumerate(scanned(*found)))
