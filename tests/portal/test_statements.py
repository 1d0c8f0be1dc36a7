"""The statements that the site makes of itself: each says what its record says, and the records are whole."""

import re
from html import unescape

import pytest

from dts_platform.portal.statements import (
    FirstViewSeen,
    Result,
    accessibility_audit,
    sobriety_audit,
)
from dts_platform.text.formats import number_text
from dts_platform.text.typography import faults

pytestmark = pytest.mark.django_db
# How many criteria each theme of the RGAA 4.1 has.
THEMES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)


def words_of(visitor, address: str) -> str:
    page = visitor.get(address).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)).replace("\u00a0", " ").replace("\u202f", " "))


def test_record_holds_each_criterion_of_the_state_once():
    numbers = [criterion.number for criterion in accessibility_audit()]
    assert numbers == [f"{theme}.{n}" for theme, count in enumerate(THEMES, 1) for n in range(1, count + 1)]
    assert len(numbers) == 106


@pytest.mark.parametrize("audit", [accessibility_audit, sobriety_audit])
def test_each_criterion_says_who_looked_and_how(audit):
    criteria = list(audit())
    assert criteria
    for criterion in criteria:
        assert criterion.by in ("outil", "main", "les deux"), criterion
        assert criterion.subject
        assert criterion.how
        assert faults(f"{criterion.subject}\n{criterion.how}") == []


def test_rate_is_worked_out_among_the_criteria_that_apply(visitor):
    audit = accessibility_audit()
    by_result = {result: len(audit.having(result)) for result in Result}
    assert sum(by_result.values()) == 106
    rate = by_result["conforms"] / (106 - by_result["absent"]) * 100
    assert float(audit.rate) == pytest.approx(rate, abs=0.05)
    page = words_of(visitor, "/accessibilite/")
    assert f"{number_text(audit.rate)} % des critères applicables sont respectés" in page
    assert f"{by_result['fails']} critères" in page


def test_accessibility_page_tells_each_failure_and_what_was_not_verified(visitor):
    page = words_of(visitor, "/accessibilite/")
    failed = accessibility_audit().having("fails")
    assert failed
    for criterion in failed:
        assert criterion.number in page
        assert criterion.how.replace("\u202f", " ").replace("\u00a0", " ") in page
    assert "pas encore été vérifié avec des utilisateurs" in page
    assert "Défenseur des droits" in page


def test_foot_of_every_page_says_the_state(visitor):
    assert f"Accessibilité : {accessibility_audit().state}" in words_of(visitor, "/fiches/")


def test_page_of_the_criteria_tells_all_of_them(visitor):
    page = words_of(visitor, "/accessibilite/criteres/")
    for criterion in accessibility_audit():
        assert f"{criterion.number} {criterion.subject}".replace("\u202f", " ").replace("\u00a0", " ") in page
        assert criterion.result.label in page


def test_page_of_design_tells_what_is_not_held_and_what_was_measured(visitor):
    audit = sobriety_audit()
    page = words_of(visitor, "/ecoconception/")
    for criterion in audit.having("fails"):
        assert criterion.how.replace("\u202f", " ").replace("\u00a0", " ") in page
    assert audit.measures
    for seen in audit.measures:
        assert visitor.get(seen.address).status_code == 200
        assert number_text(seen.kilobytes) in page


def test_letter_of_an_ecoindex_is_that_of_its_method():
    letters = {100: "A", 80.1: "A", 80: "B", 70.1: "B", 70: "C", 55: "D", 40: "E", 25: "F", 10: "G", 0: "G"}
    for ecoindex, letter in letters.items():
        assert FirstViewSeen("Une page", "/", 50, 6, 100, ecoindex).grade == letter
