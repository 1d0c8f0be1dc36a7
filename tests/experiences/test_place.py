"""Where an experience took place: who already named the department or the region is not made to say it again."""

import re
from html import unescape

import pytest

from dts_platform.content.territoires import DEPARTEMENTS, REGIONS
from experiences.models import Experience
from experiences.place import Place
from tests.factories import an_experience


@pytest.mark.parametrize(
    ("words", "code", "region", "short", "whole"),
    [
        ("Département du Jura", "39", "bourgogne-franche-comte", "Département du Jura (39)", "Bourgogne-Franche-Comté"),
        ("Sud Essonne", "91", "ile-de-france", "Sud Essonne (91)", "Île-de-France"),
        ("Dole", "39", "bourgogne-franche-comte", "Dole, Jura (39)", "Bourgogne-Franche-Comté"),
        ("Romans-sur-Isère", "38", "auvergne-rhone-alpes", "Romans-sur-Isère, Isère (38)", "Auvergne-Rhône-Alpes"),
        ("Les Abymes", "971", "guadeloupe", "Les Abymes, Guadeloupe (971)", ""),
        ("Centre de la Corse", "2B", "corse", "Centre de la Corse, Haute-Corse (2B)", ""),
        ("Hauts-de-France", "", "hauts-de-france", "Hauts-de-France", ""),
        ("Vallée de la Bresle", "", "normandie", "Vallée de la Bresle", "Normandie"),
        ("", "", "bretagne", "Bretagne", ""),
    ],
)
def test_each_name_of_a_place_is_said_once(words, code, region, short, whole):
    place = Place.told_once(words, DEPARTEMENTS.get(code), REGIONS[region])
    assert place.in_short == short
    assert str(place) == (f"{short}, {whole}" if whole else short)


@pytest.mark.django_db
def test_card_and_page_name_a_department_once(visitor):
    region = {"region": "bourgogne-franche-comte", "departement": "39"}
    text = an_experience(**region, territoire="Département du Jura", nom="Une recyclerie")
    for address in (text.get_absolute_url(), "/experiences/?q=recyclerie&departement=39"):
        told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", unescape(visitor.get(address).content.decode())))
        assert "Département du Jura (39)" in told
        assert "Jura, Jura" not in told


@pytest.mark.django_db
def test_no_experience_says_a_department_or_a_region_twice():
    told = list(Experience.objects.published())
    assert told
    for experience in told:
        said = str(experience.place)
        parts = [part.removesuffix(f" ({experience.departement})") for part in said.split(", ")]
        assert not [
            one for one, after in zip(parts, parts[1:], strict=False) if f" {one}".endswith((f" {after}", f"’{after}"))
        ], said
