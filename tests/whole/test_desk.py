"""The desk in a real browser: a change proposed, returned, published; an old version taken up again; a link without account."""

import pytest

from tests.whole.browser import OVERFLOWING

pytestmark = pytest.mark.slow
PROPOSED = {1280: "Décrire son modèle économique solidaire", 360: "Ancrer son entreprise dans le territoire"}
SHOWN = {
    1280: "Lire son territoire à partir des trois constats fondateurs",
    360: "Définir l’utilité sociale et la qualité sociale visées",
}


def sign_in(open_page, site, name: str, width: int):
    page = open_page("/admin/", viewport={"width": width, "height": 800})
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(site[1][name])
    page.locator("input[type=submit]").click()
    return page


def open_fiche(page, title: str) -> None:
    page.goto("/admin/fiches/fiche/?qui=tous")
    page.get_by_role("link", name=title).first.click()


def press(page, label: str) -> None:
    page.locator(f"input[type=submit][value='{label}']").last.click()
    page.locator(".messagelist li").first.wait_for()


@pytest.mark.parametrize("width", PROPOSED)
def test_change_is_proposed_returned_published_and_an_old_version_taken_up_again(open_page, site, width):
    author = sign_in(open_page, site, "bretagne", width)
    open_fiche(author, PROPOSED[width])
    author.get_by_role("button", name="Proposer une modification").click()
    author.locator("#id_resume").fill(f"Un résumé proposé à {width} points.")
    assert author.evaluate(OVERFLOWING) == []
    press(author, "Envoyer en relecture")
    reviewer = sign_in(open_page, site, "nationale", width)
    reviewer.locator(".desk a").first.click()
    reviewer.locator("#id_message").fill("Encore un mot.")
    press(reviewer, "Renvoyer avec un mot")
    author.goto("/admin/")
    assert "Encore un mot." in author.locator(".desk").first.inner_text()
    author.locator(".desk a").first.click()
    press(author, "Envoyer en relecture")
    reviewer.goto("/admin/")
    reviewer.locator(".desk a").first.click()
    press(reviewer, "Publier")
    reviewer.get_by_role("link", name="Historique").click()
    boxes = reviewer.locator("input[name=avant]"), reviewer.locator("input[name=apres]")
    boxes[0].last.check()
    boxes[1].first.check()
    reviewer.get_by_role("button", name="Comparer").click()
    assert f"{width} points" in reviewer.locator(".comparison").inner_text()
    assert reviewer.evaluate(OVERFLOWING) == []
    reviewer.get_by_role("button", name="Reprendre la version").last.click()
    reviewer.locator(".messagelist .success").wait_for()
    assert "Copie de travail" in reviewer.locator(".situation").first.inner_text()
    reviewer.get_by_role("button", name="Abandonner cette proposition").click()
    reviewer.locator(".messagelist .success").wait_for()


@pytest.mark.parametrize("width", SHOWN)
def test_link_shows_a_proposal_to_who_has_no_account(open_page, site, width):
    author = sign_in(open_page, site, "bretagne", width)
    open_fiche(author, SHOWN[width])
    author.get_by_role("button", name="Proposer une modification").click()
    author.locator("#id_resume").fill("Un résumé à montrer.")
    press(author, "Enregistrer le brouillon")
    author.get_by_role("button", name="Faire un lien d’aperçu").click()
    address = author.locator(".shared a").first.inner_text()
    reader = open_page(address, viewport={"width": width, "height": 800})
    assert "Un résumé à montrer." in reader.locator("main").inner_text()
    assert "n’est pas publié" in reader.locator(".preview-banner").inner_text()
    assert reader.evaluate(OVERFLOWING) == []
    author.get_by_role("button", name="Abandonner cette proposition").click()
    author.locator(".messagelist .success").wait_for()
