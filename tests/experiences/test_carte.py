"""The map of experiences: each department that has some is named, and its code written where there is room."""

import re
from html import unescape

import pytest

from dts_platform.content.territoires import DEPARTEMENTS, REGIONS
from dts_platform.web.drawings import code_places, outlines
from experiences.models import Experience
from tests.factories import an_experience

pytestmark = pytest.mark.django_db
_REGION = re.compile(r'<a class="region [^>]*aria-label="([^"]*)"><title>([^<]*)</title>(.*?)</a>', re.S)
_CODE = re.compile(r'<text class="code"[^>]*><title>([^<]*)</title>(\w+)</text>')


def shown(visitor, address: str) -> dict[str, str]:
    """What the map writes of each region: {what is heard of it: its drawing}."""
    page = unescape(visitor.get(address).content.decode())
    found = {heard: drawing for heard, title, drawing in _REGION.findall(page) if heard == title}
    assert len(found) == len(_REGION.findall(page)) > 0
    return found


def counted() -> dict[str, int]:
    """How many experiences in each department, in regions of several."""
    codes = list(Experience.objects.published().exclude(departement="").values_list("departement", flat=True))
    return {c: codes.count(c) for c in codes if len(DEPARTEMENTS[c].region.departements) > 1}


@pytest.mark.parametrize("address", ["/", "/experiences/?vue=carte", "/territoires/"])
def test_each_department_with_experiences_is_named_on_the_map_and_in_the_text_beside(visitor, address):
    page = unescape(visitor.get(address).content.decode())
    beside = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
    heard = "\n".join(shown(visitor, address))
    assert counted()
    for code, count in counted().items():
        told = f"{DEPARTEMENTS[code].nom}\u00a0{count}"
        assert told in heard
        assert told in beside


def test_code_of_a_department_is_written_once_where_there_is_room(visitor):
    drawings = "".join(shown(visitor, "/experiences/?vue=carte").values())
    codes = {code: title for title, code in _CODE.findall(drawings)}
    assert set(codes) == {code for code in counted() if code in code_places()}
    assert all(title == f"{DEPARTEMENTS[code]}\u202f: {counted()[code]}" for code, title in codes.items())


def test_departments_are_counted_among_what_was_found(visitor):
    an_experience(region="bretagne", departement="29", nom="Une laverie de quartier")
    assert any("Finistère\u00a01" in heard for heard in shown(visitor, "/experiences/?vue=carte&q=laverie+quartier"))
    assert not any("Nord" in heard for heard in shown(visitor, "/experiences/?vue=carte&q=laverie+quartier"))


def test_region_that_is_one_department_is_not_named_twice(visitor):
    an_experience(region="mayotte", departement="976")
    assert not [heard for heard in shown(visitor, "/experiences/?vue=carte") if heard.count("Mayotte") > 1]


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The corners of an outline: where it begins, then steps from one to the next."""
    found = []
    for part in path.rstrip("z").split("z"):
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        corners, x, y = [], *(found[-1][0] if found else (0, 0))
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            corners.append((x, y))
        found.append(corners)
    return found


def is_within(x: int, y: int, ring: list[tuple[int, int]]) -> bool:
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def test_code_of_a_department_stands_in_its_region_and_apart_from_the_others():
    places = code_places()
    assert places.keys() >= {"13", "26", "91", "93"}  # those that have experiences, in little room
    assert len(places) > 60
    for code, (x, y) in places.items():
        inside = [slug for slug in REGIONS if any(is_within(x, y, ring) for ring in rings(outlines()[slug].path))]
        assert inside == [DEPARTEMENTS[code].region.slug], code
        assert not [other for other, (a, b) in places.items() if other != code and abs(a - x) < 36 and abs(b - y) < 24]
