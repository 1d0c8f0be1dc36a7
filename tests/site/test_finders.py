"""The finders of the site: exact lists and counts, whatever is asked."""

import csv
import html
import itertools
import re
from io import StringIO
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.search.french import fold
from missions.models import Mission, Principe, Strategie
from tests.finder.pages import TOTAL, listed_slugs, open_data
from tests.long import long_or

pytestmark = pytest.mark.django_db
FRAMEWORK_FACETS = ("mission", "principe", "strategie", "partie")
SHORT_FACETS = ("outil", "structure", "origine")  # of twelve values or fewer: those without text stay, disabled
BOX = re.compile(r'<input type="checkbox" name="(\w+)" value="([^"]+)" data-count="(\d+)"( checked)?( disabled)?>')
FIELDS = {
    "mission": "missions",
    "principe": "principes",
    "strategie": "strategies",
    "theme": "themes",
    "region": "region",
    "departement": "departement",
    "partie": "partie",
    "outil": "outil",
    "structure": "type",
    "origine": "origine",
}


def has_value(record: dict, parameter: str, slug: str) -> bool:
    value = record[FIELDS[parameter]]
    return slug in value if isinstance(value, list) else slug == value


def matches(record: dict, chosen: dict[str, set], leaving_out: str = "") -> bool:
    return all(
        name == leaving_out or not slugs or any(has_value(record, name, s) for s in slugs)
        for name, slugs in chosen.items()
    )


@pytest.mark.parametrize(("what", "prefix"), [("fiches", "fiches"), ("experiences", "experiences")])
def test_croisement_lists_exactly_what_the_data_imply(visitor, what, prefix):
    records = open_data(visitor, what)
    axes = [[None, *model.objects.values_list("slug", flat=True)] for model in (Mission, Principe, Strategie)]
    for combination in itertools.product(*axes):
        chosen = {
            name: {slug} for name, slug in zip(("mission", "principe", "strategie"), combination, strict=True) if slug
        }
        pairs = [(name, slug) for name, slugs in chosen.items() for slug in slugs]
        page = visitor.get(f"/{what}/?{urlencode(pairs)}").content.decode()
        assert int(TOTAL.search(page)[1]) == sum(matches(o, chosen) for o in records)


@hypothesis_settings(
    max_examples=long_or(15, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), what=st.sampled_from(["fiches", "experiences"]))
def test_counts_are_exact_for_any_selection(visitor, data, what):
    records = open_data(visitor, what)
    names = [name for name, field in FIELDS.items() if field in records[0]]
    known = {
        name: sorted(
            {
                s
                for o in records
                for s in (o[FIELDS[name]] if isinstance(o[FIELDS[name]], list) else [o[FIELDS[name]]])
                if s
            }
        )
        for name in names
    }
    chosen = {name: data.draw(st.sets(st.sampled_from(known[name]), max_size=2)) for name in names if known[name]}
    pairs = [(name, slug) for name, slugs in chosen.items() for slug in slugs]
    page = visitor.get(f"/{what}/?{urlencode(pairs)}").content.decode()
    assert int(TOTAL.search(page)[1]) == sum(matches(o, chosen) for o in records)
    boxes = [box for box in BOX.findall(page) if box[0] in FIELDS]
    for name, slug, count, checked, disabled in boxes:
        expected = sum(has_value(o, name, slug) and matches(o, chosen, leaving_out=name) for o in records)
        assert int(count) == expected, (name, slug)
        assert bool(checked) == (slug in chosen.get(name, ()))
        assert bool(disabled) == (not expected and not checked)
    shown = {(name, slug) for name, slug, *_ in boxes}
    for name, slugs in known.items():
        for slug in slugs:
            expected = sum(has_value(o, name, slug) and matches(o, chosen, leaving_out=name) for o in records)
            stays = name in FRAMEWORK_FACETS + SHORT_FACETS
            waits = name == "departement" and not (chosen.get("region") or chosen.get(name))
            assert ((name, slug) in shown) == (not waits and bool(expected or slug in chosen.get(name, ()) or stays))


def test_pages_of_results_hold_every_fiche_once(visitor):
    expected = [fiche["slug"] for fiche in open_data(visitor, "fiches")]
    assert listed_slugs(visitor, "/fiches/", "fiches") == expected


def test_framework_boxes_stay_without_any_result(visitor):
    page = visitor.get("/fiches/?q=zzzzzz").content.decode()
    assert {name for name, *_ in BOX.findall(page)} >= {"mission", "principe", "strategie"}
    assert len([1 for name, *_ in BOX.findall(page) if name in ("mission", "principe", "strategie")]) == 14
    assert not [name for name, *_ in BOX.findall(page) if name in ("theme", "region")]


@pytest.mark.parametrize(("address", "name"), [("/fiches/", "theme"), ("/experiences/", "structure")])
def test_ticking_a_value_moves_none_of_its_facet(visitor, address, name):
    before = [slug for box, slug, *_ in BOX.findall(visitor.get(address).content.decode()) if box == name]
    assert len(before) > 3
    for slug in (before[-1], before[2]):
        page = visitor.get(address, {name: slug}).content.decode()
        assert [value for box, value, *_ in BOX.findall(page) if box == name] == before
        assert re.search(rf'value="{slug}" data-count="\d+" checked', page)


def test_fiches_of_a_mission_come_before_those_also_useful_to_it(visitor):
    records = {fiche["slug"]: fiche for fiche in open_data(visitor, "fiches")}
    for mission in Mission.objects.values_list("slug", flat=True):
        own = set(listed_slugs(visitor, f"/fiches/?principale={mission}", "fiches"))
        listed = listed_slugs(visitor, f"/fiches/?mission={mission}", "fiches")
        assert {slug for slug in listed if mission in records[slug]["missions"]} == set(listed)
        first = [slug for slug in listed if slug in own]
        assert listed[: len(first)] == first


def test_empty_result_tells_what_each_filter_dropped_would_give(visitor):
    for query_string, helpful in [
        ("q=CSE&theme=garde-enfants", 2),
        ("q=CSE&theme=garde-enfants&mission=animation-territoire", 1),
        ("q=paille&theme=garde-enfants&mission=animation-territoire&strategie=approche-globale-insertion", 0),
    ]:
        page = visitor.get(f"/fiches/?{query_string}").content.decode()
        assert int(TOTAL.search(page)[1]) == 0
        assert "Rien ne répond à tout cela" in page
        told = re.findall(r'<li><a href="([^"]+)">sans [^<]*</a>\u202f: (\d+)', page)
        assert len(told) == helpful
        for address, count in told:
            assert int(TOTAL.search(visitor.get(html.unescape(address)).content.decode())[1]) == int(count)


@pytest.mark.parametrize(("sort", "key"), [("numero", "numero"), ("titre", "titre")])
def test_chosen_sort_orders_the_list(visitor, sort, key):
    records = {f["slug"]: f for f in open_data(visitor, "fiches")}
    listed = [records[slug][key] for slug in listed_slugs(visitor, f"/fiches/?tri={sort}", "fiches")]
    assert listed == sorted(listed, key=lambda v: fold(v) if isinstance(v, str) else v)


def test_title_typed_in_the_finder_comes_first(visitor):
    assert listed_slugs(visitor, "/fiches/?q=Créer%20une%20RESSOURCERIE", "fiches")[0] == "creer-une-ressourcerie"


def test_matrice_cells_lead_to_the_count_they_show(visitor):
    page = visitor.get("/comprendre/?strategie=catalyseur-mediateur").content.decode()
    cells = re.findall(r'<a class="matrice-cell[^"]*" href="([^"]+)"[^>]*>(\d+)<', page)
    assert len(cells) == 24
    for address, count in cells:
        assert int(TOTAL.search(visitor.get(html.unescape(address)).content.decode())[1]) == int(count)


def test_map_tiles_lead_to_the_count_they_show(visitor):
    page = visitor.get("/experiences/?mission=creation-activites&vue=carte").content.decode()
    tiles = re.findall(r'<a class="region[^"]*" href="([^"]+)" aria-label="[^"]*?(\d+)\W', page)
    assert tiles
    for address, count in tiles:
        assert int(TOTAL.search(visitor.get(html.unescape(address)).content.decode())[1]) == int(count)


def test_region_of_the_map_asked_for_again_is_taken_away_as_its_box_would(visitor):
    def address(page: str, region: str) -> str:
        shown = visitor.get(page).content.decode()
        return html.unescape(re.search(rf'<a class="region[^"]*" href="([^"]+)"[^>]*aria-label="{region}', shown)[1])

    both = address("/experiences/?region=bretagne&vue=carte", "Occitanie")
    assert both == "/experiences/?region=bretagne&region=occitanie&vue=carte#trouvees"
    assert address(both, "Bretagne") == "/experiences/?region=occitanie&vue=carte#trouvees"
    assert address("/experiences/?region=bretagne&vue=carte", "Bretagne") == "/experiences/?vue=carte#trouvees"


def test_each_of_the_seventy_two_croisements_has_two_fiches(visitor):
    records = open_data(visitor, "fiches")
    for m, p, s in itertools.product(Mission.objects.all(), Principe.objects.all(), Strategie.objects.all()):
        assert (
            sum(m.slug in o["missions"] and p.slug in o["principes"] and s.slug in o["strategies"] for o in records)
            >= 2
        )


def test_filtered_list_equals_the_filtered_data(visitor):
    for query_string in (
        "mission=creation-activites&principe=cooperation",
        "q=territoire&tri=titre",
        "partie=vivre",
        "q=glockenspiel",
    ):
        listed = (
            listed_slugs(visitor, f"/fiches/?{query_string}", "fiches") if "glockenspiel" not in query_string else []
        )
        in_json = [f["slug"] for f in visitor.get(f"/donnees/fiches.json?{query_string}").json()["fiches"]]
        rows = csv.DictReader(StringIO(visitor.get(f"/donnees/fiches.csv?{query_string}").content.decode("utf-8-sig")))
        assert [row["slug"] for row in rows] == in_json == listed
