"""The reader’s own booklet in a real browser, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


def titles(page: Page) -> list[str]:
    return page.locator("ol.rows .row-text a").all_inner_texts()


def test_selection_follows_its_reader_and_opens_from_its_address(open_page):
    """Add on cards and on a page, see the count, reorder with the keyboard, open the address elsewhere."""
    page = open_page("/fiches/?mission=creation-activites")
    bar = page.get_by_role("navigation", name="Mon dossier")
    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Ajouter à mon dossier : Créer une ressourcerie").click()
    expect(bar).to_contain_text("Mon dossier (1)")
    expect(page.locator("[data-announce]")).to_have_text("Ajouté : 1 texte dans mon dossier.")
    page.locator("#more-principe > summary").click()
    page.get_by_label("Transversalité").check()  # the cards are changed in place
    page.wait_for_url("**&principe=transversalite")
    page.get_by_role("link", name="Retirer le filtre").last.click()
    page.wait_for_url("**/fiches/?mission=creation-activites")
    added = page.get_by_role("button", name="Retirer de mon dossier : Créer une ressourcerie")
    expect(added).to_be_visible()
    page.goto("/experiences/jura-service/")
    button = page.get_by_role("button", name="Ajouter à mon dossier : Jura Service")
    button.focus()
    page.keyboard.press("Space")
    expect(bar).to_contain_text("Mon dossier (2)")
    page.goto("/fiches/")
    page.locator("article a[data-text]").first.click()
    expect(bar).to_contain_text("Mon dossier (3)")
    page.locator("article a[data-text]").first.click()
    expect(bar).to_contain_text("Mon dossier (2)")
    bar.get_by_role("link").click()
    page.wait_for_url("**/selection/?s=13.x:jura-service")
    assert titles(page) == ["Créer une ressourcerie", "Jura Service"]
    expect(bar).to_be_hidden()
    expect(page.locator("[data-other]")).to_be_hidden()
    page.get_by_label("Titre du dossier").fill("Pour l’équipe")
    page.get_by_role("button", name="Descendre : Créer une ressourcerie").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/selection/?s=x:jura-service.13&t=Pour+l%E2%80%99%C3%A9quipe#texte-2")
    assert titles(page) == ["Jura Service", "Créer une ressourcerie"]
    assert page.evaluate("document.activeElement.id") == "texte-2"
    page.get_by_label("L’adresse à partager").focus()
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") > 60
    address = page.get_by_label("L’adresse à partager").input_value()
    page.goto("/fiches/")
    expect(bar).to_contain_text("Mon dossier (2)")

    other = open_page(address)
    assert titles(other) == kept_titles(page)
    assert other.get_by_label("Titre du dossier").input_value() == "Pour l’équipe"
    other.goto("/")
    expect(other.get_by_role("navigation", name="Mon dossier")).to_be_hidden()  # looking keeps nothing


def kept_titles(page: Page) -> list[str]:
    page.get_by_role("navigation", name="Mon dossier").get_by_role("link").click()
    page.wait_for_url("**/selection/?s=*")
    return titles(page)


def test_selection_received_replaces_mine_only_on_request(open_page):
    page = open_page("/fiches/creer-une-ressourcerie/")
    bar = page.get_by_role("navigation", name="Mon dossier")
    page.get_by_role("button", name="Ajouter à mon dossier : Créer une ressourcerie").click()
    page.goto("/selection/?s=2.5")
    expect(page.locator("[data-other]")).to_be_visible()
    expect(bar).to_contain_text("Mon dossier (1)")
    page.get_by_role("button", name="Retirer : Décrire son modèle").click()
    page.wait_for_url("**/selection/?s=2#texte-1")
    expect(bar).to_contain_text("Mon dossier (1)")
    expect(page.locator("[data-other]")).to_be_visible()
    page.get_by_role("button", name="Le garder à la place du mien").click()
    expect(page.locator("[data-other]")).to_be_hidden()
    page.get_by_role("button", name="Ajouter :").first.click()
    page.wait_for_url("**/selection/?s=2.*")
    expect(page.locator("[data-other]")).to_be_hidden()
    page.goto("/")
    expect(bar).to_contain_text("Mon dossier (2)")
    bar.get_by_role("link").click()
    kept = titles(page)
    page.get_by_label("Titre du dossier").fill("Mardi")
    page.get_by_role("button", name="Vider le dossier").click()
    page.wait_for_url("**&t=Mardi&a=vider")
    assert titles(page) == []
    page.goto("/fiches/")
    expect(bar).to_be_hidden()
    page.go_back()
    page.get_by_role("link", name="Rétablir les 2 textes").click()
    page.wait_for_url("**&t=Mardi")
    assert titles(page) == kept
    page.goto("/")
    expect(bar).to_contain_text("Mon dossier (2)")
    bar.get_by_role("link").click()
    page.get_by_role("button", name="Vider le dossier").click()
    page.wait_for_url("**&a=vider")
    page.goto("/")
    expect(bar).to_be_hidden()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_livret_is_composed_without_javascript(open_page):
    page = open_page("/fiches/creer-une-ressourcerie/", java_script_enabled=False)
    page.get_by_role("link", name="Ajouter à mon dossier : Créer une ressourcerie").click()
    assert titles(page) == ["Créer une ressourcerie"]
    page.get_by_label("Un mot pour votre groupe").fill("Réunion de mardi")
    page.get_by_label("Chercher une fiche ou une expérience").fill("jura")
    page.keyboard.press("Enter")
    page.wait_for_url("**&q=jura#ajouter")
    page.get_by_role("button", name="Ajouter : Jura Service").click()
    page.locator("summary", has_text="Ou choisir dans le sommaire").click()
    page.get_by_label("Ou choisir dans le sommaire").select_option(
        label="2. Définir l’utilité sociale et la qualité sociale visées"
    )
    page.get_by_role("button", name="Ajouter le texte choisi").click()
    assert len(titles(page)) == 3
    page.get_by_role("button", name="Monter : Définir l’utilité sociale").click()
    page.wait_for_url("**#texte-2")
    assert [t[:5] for t in titles(page)] == ["Créer", "Défin", "Jura "]
    page.get_by_role("button", name="Retirer : Jura Service").click()
    assert page.get_by_label("Un mot pour votre groupe").input_value() == "Réunion de mardi"
    button = page.get_by_role("button", name="Télécharger mon dossier (PDF)")
    assert button.get_attribute("formaction") == "/selection.pdf"
    assert button.evaluate("button => button.form.elements.s.value") == "13.2"
    page.get_by_role("button", name="Vider le dossier").click()
    assert titles(page) == []
    page.get_by_role("link", name="Rétablir les 2 textes").click()
    assert len(titles(page)) == 2
    assert page.get_by_label("Un mot pour votre groupe").input_value() == "Réunion de mardi"
    page.get_by_role("button", name="Vider le dossier").click()
    page.get_by_role("link", name="Création d’activités").click()
    assert len(titles(page)) > 5


@pytest.mark.parametrize("address", ["/", "/manuel/", "/recherche/?q=panier", "/plan/"])
def test_every_link_to_the_booklet_leads_to_what_the_reader_kept(open_page, address):
    page = open_page("/fiches/creer-une-ressourcerie/")
    page.get_by_role("button", name="Ajouter à mon dossier : Créer une ressourcerie").click()
    page.goto(page.url.replace("/fiches/creer-une-ressourcerie/", address))
    links = page.locator("main a").filter(has_text=re.compile("mon dossier", re.I))
    expect(links).to_have_count(1)
    links.click()
    page.wait_for_url("**/selection/?s=13")
    assert titles(page) == ["Créer une ressourcerie"]


def test_suggestion_of_the_booklet_leads_to_what_the_reader_kept(open_page):
    page = open_page("/fiches/creer-une-ressourcerie/")
    page.get_by_role("button", name="Ajouter à mon dossier : Créer une ressourcerie").click()
    page.goto(page.url.replace("/fiches/creer-une-ressourcerie/", "/"))
    page.locator("#search-home").press_sequentially("mon dossier", delay=20)
    page.locator("#suggestions-0 [role=option]").filter(has_text="Mon dossier").click()
    page.wait_for_url("**/selection/?s=13")
    assert titles(page) == ["Créer une ressourcerie"]
