"""The administration in a real browser, under the strict content security policy."""

import pytest

from tests.whole.browser import OVERFLOWING

pytestmark = pytest.mark.slow


def test_editor_saves_a_fiche_under_the_strict_policy(open_page, site):
    """Sign in, list, open a fiche, use the autocomplete, add a step, save: no refused script or style."""
    page = open_page("/admin/")
    page.get_by_label("Nom d’utilisateur").or_(page.locator("#id_username")).first.fill("admin")
    page.locator("#id_password").fill(site[1]["admin"])
    page.locator("input[type=submit]").click()
    page.goto("/admin/fiches/fiche/?statut__exact=publie")
    page.get_by_role("link", name="Créer une ressourcerie").click()
    page.get_by_role("button", name="Proposer une modification").click()
    resume = page.locator("#id_resume")
    resume.fill(resume.input_value() + " Voilà: c'est dit !")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("mobilit")
    page.locator(".select2-results__option", has_text="mobilité").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("input[name=_continue]").first.click()
    page.locator(".messagelist .success").wait_for()
    assert "Voilà\u202f: c’est dit\u202f!" in page.locator("#id_resume").input_value()
    assert page.evaluate(OVERFLOWING) == []
    page.get_by_role("button", name="Abandonner cette proposition").click()  # other journeys may propose a change of it
    page.locator(".messagelist .success").wait_for()


def test_admin_form_of_an_experience_opens(open_page, site):
    page = open_page("/admin/login/?next=/admin/experiences/experience/")
    page.locator("#id_username").fill("nationale")
    page.locator("#id_password").fill(site[1]["nationale"])
    page.locator("input[type=submit]").click()
    page.get_by_role("link", name="Jura Service").click()
    page.get_by_role("heading", name="2. L’histoire").wait_for()
    assert page.title().startswith("Jura Service")
