"""What is typed in the administration outlives a session, a tab, a refused save: in a real browser, wide and narrow."""

import re

import pytest

from tests.whole.browser import OVERFLOWING
from tests.whole.pages import axe_violations

pytestmark = pytest.mark.slow
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 760}
FORM = "/admin/missions/terme/{}/change/"
OFFER = "[data-kept-offer]"
WORDS = "Une définition commencée dans un train."


@pytest.fixture(params=[WIDE, NARROW], ids=["1280 px", "360 px"])
def editor(request, open_page, site):
    """A page where the national account is signed in, and how to sign in again."""
    page = open_page("/admin/login/", viewport=request.param, refusals=True)
    page.on("dialog", lambda dialog: dialog.accept())  # a question before leaving
    sign_in(page, site)
    return page


def sign_in(page, site) -> None:
    page.locator("#id_username").fill("nationale")
    page.locator("#id_password").fill(site[1]["nationale"])
    page.locator("#id_password").press("Enter")
    page.locator("#id_password").wait_for(state="detached")


def open_form(page, rank: int = 0) -> str:
    """Open the form of a term of the glossary; its address."""
    page.goto("/admin/missions/terme/")
    link = page.locator("#result_list tbody th a").nth(rank)
    address = link.get_attribute("href")
    page.goto(address)
    return address


def kept(page) -> int:
    return page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('kept/')).length")


def wait_until_kept(page) -> None:
    page.locator("[data-kept-state]").wait_for()


def test_closed_tab_offers_its_text_back_with_what_differs_and_forgets_it_once_saved(editor):
    address = open_form(editor)
    before = editor.locator("#id_definition").input_value()
    assert editor.locator(OFFER).is_hidden()
    editor.locator("#id_definition").fill(f"{before} {WORDS}")
    wait_until_kept(editor)
    assert editor.locator("[data-kept-failed]").is_hidden()
    assert editor.evaluate(OVERFLOWING) == []
    context = editor.context
    editor.close()  # as a crash: no question is asked
    page = context.new_page()
    page.goto(address)
    assert page.locator("#id_definition").input_value() == before
    page.locator(f"{OFFER} summary").press("Enter")
    assert "".join(page.locator(f"{OFFER} ins").all_text_contents()).strip() == WORDS
    assert page.locator(f"{OFFER} del").count() == 0
    assert page.evaluate(OVERFLOWING) == []
    page.locator("[data-kept-take]").press("Enter")
    assert page.locator("#id_definition").input_value() == f"{before} {WORDS}"
    assert page.locator(OFFER).is_hidden()
    page.locator("input[name=_save]").first.click()
    page.locator(".messagelist .success").wait_for()
    assert kept(page) == 0
    page.goto(address)
    assert page.locator(OFFER).is_hidden()


def test_session_that_ends_keeps_the_text_on_the_page_of_sign_in_and_on_the_device(editor, site):
    address, words = open_form(editor, 1), f"{WORDS} {editor.viewport_size['width']}"
    editor.locator("#id_definition").fill(words)
    wait_until_kept(editor)
    editor.context.clear_cookies(name="sessionid")
    editor.locator("input[name=_save]").first.click()
    editor.get_by_text("Votre session a pris fin").wait_for()
    assert editor.get_by_label("Définition").input_value() == words
    assert editor.evaluate(OVERFLOWING) == []
    sign_in(editor, site)  # in that page
    editor.get_by_role("button", name="Enregistrer maintenant").first.click()
    editor.locator(".messagelist .success").wait_for()
    assert kept(editor) == 0
    editor.goto(address)
    assert words in editor.locator("#id_definition").input_value()


def test_session_that_ends_without_a_save_gives_the_text_back_after_the_sign_in(editor, site):
    address = open_form(editor, 2)
    editor.locator("#id_definition").fill(WORDS)
    wait_until_kept(editor)
    editor.context.clear_cookies(name="sessionid")
    editor.goto(address)
    sign_in(editor, site)
    editor.wait_for_url(re.compile(address))
    editor.locator("[data-kept-forget]").wait_for()
    editor.locator("[data-kept-forget]").press("Enter")
    assert editor.get_by_role("status").filter(has_text="Ce texte est oublié").count() == 1
    assert kept(editor) == 0


def test_rows_added_and_choices_made_come_back_too(editor):
    editor.goto("/admin/fiches/fiche/?statut__exact=publie")
    editor.locator("#result_list .field-titre a").last.click()
    editor.get_by_role("button", name="Proposer une modification").click()
    editor.locator("#id_resume").wait_for()
    address = editor.url
    steps = editor.locator("#etapes-group .inline-related:not(.empty-form)").count()
    editor.locator("#etapes-group summary").first.click()
    editor.locator("#etapes-group .add-row a").click()
    editor.locator(f"#id_etapes-{steps}-titre").fill("Un pas de plus")
    theme = editor.locator("#id_themes input[type=checkbox]:not(:checked)").first
    value = theme.get_attribute("value")
    theme.check()
    wait_until_kept(editor)
    editor.wait_for_timeout(400)
    editor.goto(address)
    editor.locator("[data-kept-take]").click()
    assert editor.locator(f"#id_etapes-{steps}-titre").input_value() == "Un pas de plus"
    assert editor.locator(f"#id_themes input[value='{value}']").is_checked()
    editor.locator("[data-kept-state]").wait_for()
    editor.get_by_role("button", name="Abandonner cette proposition").click()
    editor.locator(".messagelist .success").wait_for()


def test_leaving_with_text_not_saved_asks_and_leaving_without_does_not(open_page, site):
    page = open_page("/admin/login/")
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    sign_in(page, site)
    open_form(page, 3)
    page.goto("/admin/")
    assert questions == []
    open_form(page, 3)
    page.locator("#id_definition").press_sequentially("Z")
    page.goto("/admin/")
    assert questions == ["beforeunload"]


def test_what_one_account_typed_is_not_offered_to_another_and_passwords_are_not_kept(open_page, site):
    page = open_page("/admin/login/")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site)
    address = open_form(page, 4)
    page.locator("#id_definition").fill(WORDS)
    wait_until_kept(page)
    page.context.clear_cookies()
    page.goto(f"/admin/login/?next={address}")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(site[1]["admin"])
    page.locator("#id_password").press("Enter")
    page.wait_for_url(re.compile(address))
    page.wait_for_load_state()
    assert page.locator(OFFER).is_hidden()
    assert kept(page) == 1
    page.goto("/admin/dts_platform/user/add/")
    page.locator("#id_username").fill("zoe")
    page.locator("#id_password1").fill("un-mot-secret")
    wait_until_kept(page)
    assert "un-mot-secret" not in page.evaluate("() => JSON.stringify(localStorage)")
    assert "zoe" in page.evaluate("() => JSON.stringify(localStorage)")


def test_refused_save_shows_both_texts_by_keyboard_and_the_other_tab_offers_mine(editor):
    """Two tabs of one account stand for two people: the page of the second save and its way out are the same."""
    address = open_form(editor, 5)
    other = editor.context.new_page()
    other.goto(address)
    before = other.locator("#id_definition").input_value()
    other.locator("#id_definition").fill(f"Avant. {before}")
    other.locator("input[name=_save]").first.click()
    other.locator(".messagelist .success").wait_for()
    editor.locator("#id_definition").fill(f"{before} {WORDS}")
    wait_until_kept(editor)
    editor.locator("input[name=_save]").first.press("Enter")
    section = editor.locator(".conflict")
    section.wait_for()
    assert section.locator("dd del").all_text_contents() == ["Avant. "]
    assert section.locator("dd ins").all_text_contents() == [f" {WORDS}"]
    assert editor.evaluate(OVERFLOWING) == []
    section.locator("summary").press("Enter")
    assert section.get_by_label("Version enregistrée").input_value() == f"Avant. {before}"
    assert section.get_by_label("La vôtre").input_value() == f"{before} {WORDS}"
    with editor.context.expect_page() as opened:
        section.get_by_role("link", name="Ouvrir la version enregistrée").press("Enter")
    again = opened.value
    again.locator("[data-kept-take]").press("Enter")
    assert again.locator("#id_definition").input_value() == f"{before} {WORDS}"
    again.locator("input[name=_save]").first.click()
    again.locator(".messagelist .success").wait_for()
    assert kept(again) == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_guide_is_read_by_keyboard_on_any_screen(open_page, site, mode):
    page = open_page("/admin/login/", color_scheme=mode, viewport=NARROW)
    sign_in(page, site)
    page.get_by_role("link", name="Guide", exact=True).press("Enter")
    page.locator("#guide-contents").wait_for()
    assert page.evaluate(OVERFLOWING) == []
    page.get_by_role("link", name="Écrire une fiche").press("Enter")
    page.wait_for_function("location.hash === '#ecrire-une-fiche'")
    assert page.locator("#ecrire-une-fiche").bounding_box()["y"] < NARROW["height"] / 2
    page.set_viewport_size(WIDE)
    assert page.evaluate(OVERFLOWING) == []
    assert axe_violations(page) == []
