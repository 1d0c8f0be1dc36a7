"""What each region writes is met by no other region, in lists, desks, histories and choices; a form sent leaves no word behind."""

import pytest

from dts_platform.content.territoires import REGIONS
from dts_platform.desk.copies import open_copy
from dts_platform.desk.transitions import send, send_back
from dts_platform.editorial.sent_forms import SavedForm
from tests.desk.forms import press
from tests.factories import a_fiche, an_account, an_experience, signed_in
from tests.long import long_or

pytestmark = pytest.mark.django_db
AUTOCOMPLETE = "/admin/autocomplete/?app_label=fiches&model_name=prolongement&field_name=experience&term=Canari"


def canary(region: str) -> str:
    return f"Canari {list(REGIONS).index(region):02d}"


def write(region: str, author, reviewer) -> None:
    """Texts of a region in every state of their making: a draft of each kind, a copy sent back with a word."""
    word = canary(region)
    a_fiche(published=False, region=region, titre=f"{word}, brouillon", auteur=author)
    an_experience(published=False, region=region, nom=f"{word}, essai", auteur=author)
    copy = open_copy(a_fiche(region=region, titre="Publiée"), author)
    copy.titre = f"{word}, copie"
    copy.save()
    send(copy, author, f"{word}, message")
    send_back(copy, reviewer, f"{word}, retour")


def test_what_a_region_writes_is_met_by_no_other_region(caplog):
    reviewer = an_account("nationale")
    people = {region: an_account("referent", region=region) for region in REGIONS}
    for region, author in people.items():
        write(region, author, reviewer)
    caplog.clear()
    for region in list(REGIONS)[:: long_or(6, 1)]:
        client = signed_in(people[region])
        lists = (
            "fiches/fiche/?qui=tous&q=Canari",
            "experiences/experience/?qui=tous&q=Canari",
            "fiches/fiche/?qui=tous",
        )
        pages = [client.get(path) for path in ("/admin/", *(f"/admin/{path}" for path in lists), AUTOCOMPLETE)]
        shown = "".join(page.content.decode() for page in pages)
        assert {other for other in REGIONS if canary(other) in shown} == {region}
    assert "Canari" not in caplog.text


def test_form_sent_leaves_no_word_behind():
    author = an_account("referent", region="bretagne")
    press(signed_in(author), a_fiche(published=False, region="bretagne", auteur=author), "_continue", resume="Canari.")
    rows = list(SavedForm.objects.values())
    assert rows
    assert "Canari" not in str(rows)
