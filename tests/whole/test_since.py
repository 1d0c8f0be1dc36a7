"""A printed copy in a real browser: its code is opened after its text was corrected; what changed is read, word by word."""

import re

import pytest

from tests.whole.browser import OVERFLOWING
from tests.whole.test_desk import press, sign_in

pytestmark = pytest.mark.slow
SENTENCE = "Le premier rendez-vous se prépare à deux."
FICHE = "/fiches/reperer-un-besoin-sans-reponse/"
OLD_COPY = f"{FICHE}?copie=20200101120000"  # what the code of a sheet printed that day says


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)])
def test_code_of_an_old_copy_tells_what_changed_and_leads_to_the_words(open_page, site, width, javascript):
    author = sign_in(open_page, site, "bretagne", width)
    author.goto("/admin/fiches/fiche/?qui=tous&q=8")
    author.get_by_role("link", name=re.compile("^Repérer un besoin")).click()
    author.get_by_role("button", name="Proposer une modification").click()
    author.locator("#id_resume").fill(f"Un résumé proposé à {width} points.")
    press(author, "Envoyer en relecture")
    reviewer = sign_in(open_page, site, "nationale", width)
    reviewer.goto(author.url)
    reviewer.get_by_label("Une phrase pour les lecteurs").fill(SENTENCE)
    reviewer.get_by_label("Est-ce important").check()
    assert reviewer.evaluate(OVERFLOWING) == []
    press(reviewer, "Publier")
    reader = open_page(OLD_COPY, viewport={"width": width, "height": 740}, java_script_enabled=javascript)
    banner = reader.get_by_role("region", name="Ce texte a changé depuis votre copie")
    assert SENTENCE in banner.inner_text()
    assert reader.evaluate(OVERFLOWING) == []
    banner.get_by_role("link", name="mot à mot").click()
    assert f"{width} points" in reader.locator("ins").first.inner_text()
    assert reader.evaluate(OVERFLOWING) == []
    reader.goto("/nouveautes/?importantes=1")
    assert SENTENCE in reader.locator("main").inner_text()
    assert reader.evaluate(OVERFLOWING) == []
