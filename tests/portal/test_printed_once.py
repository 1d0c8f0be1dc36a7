"""A part of a page printed once for a state of the content: kept by its name, printed anew when the content changes."""

from types import SimpleNamespace

import pytest
from django.template import engines

from dts_platform.search.snapshot import Snapshot

PART = '{% call printed_once("part", name) %}{{ count() }}{{ name }}{% endcall %}'


class Page:
    """A page of one part, that counts how often the part is printed."""

    def __init__(self):
        self.printed = 0
        self.template = engines["jinja2"].env.from_string(PART)

    def count(self) -> int:
        self.printed += 1
        return self.printed

    def read(self, name: str, **request) -> str:
        return self.template.render(request=SimpleNamespace(**request), count=self.count, name=name)


@pytest.fixture
def page() -> Page:
    return Page()


def test_part_is_printed_once_for_a_state_of_the_content(page):
    now, after = Snapshot(token="one"), Snapshot(token="two")
    assert [page.read("a", snapshot=now), page.read("a", snapshot=now), page.read("a", snapshot=after)] == [
        "1a",
        "1a",
        "2a",
    ]


def test_parts_of_two_names_are_told_apart(page):
    snapshot = Snapshot(token="one")
    assert [page.read(name, snapshot=snapshot) for name in ("a", "b", "a")] == ["1a", "2b", "1a"]


def test_part_of_a_preview_or_of_an_unread_content_is_printed_each_time(page):
    snapshot = Snapshot(token="one")
    page.read("a", snapshot=snapshot)
    assert page.read("a", snapshot=snapshot, preview="banner") == "2a"
    assert page.read("a") == "3a"


def test_part_is_escaped_like_the_page_it_stands_in(page):
    snapshot = Snapshot(token="one")
    assert page.read("<b>", snapshot=snapshot) == page.read("<b>", snapshot=snapshot) == "1&lt;b&gt;"


def test_part_that_says_what_it_shows_stands_from_one_state_to_the_next_while_that_is_the_same(page):
    page.template = engines["jinja2"].env.from_string(PART.replace("name)", "name, shows=shown)"))
    now = Snapshot(token="one", seq=1, lineage=frozenset(["one"]))
    after = now.changed(2, ["one", "two"], [], set())

    def read(snapshot: Snapshot, shown: object) -> str:
        request = SimpleNamespace(snapshot=snapshot)
        return page.template.render(request=request, count=page.count, name="a", shown=shown)

    assert [read(now, ["x"]), read(after, ["x"]), read(after, ["y"]), read(after, ["y"])] == ["1a", "1a", "2a", "2a"]
