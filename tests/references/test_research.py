"""What was sought and not found is data: the page says what, when and where; a form refuses one without the others."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.factories import an_experience

pytestmark = pytest.mark.django_db
WHOLE = {
    "non_trouve": "- Le prix du balafon.",
    "cherche_le": date(2026, 11, 22),
    "cherche_dans": "les sources citées ici",
}


def test_page_says_what_was_not_found_when_and_where():
    page = Client().get(an_experience(**WHOLE).get_absolute_url()).content.decode()
    assert "Le prix du balafon." in page
    assert "Cherché le 22 novembre 2026 dans les sources citées ici." in page


def test_page_says_nothing_of_a_search_that_nobody_made():
    assert "pas trouvé" not in Client().get(an_experience().get_absolute_url()).content.decode()


@pytest.mark.parametrize("missing", WHOLE)
def test_search_without_its_day_its_place_or_its_object_is_refused(missing):
    experience = an_experience()
    for name, value in WHOLE.items():
        setattr(experience, name, (None if name == "cherche_le" else "") if name == missing else value)
    with pytest.raises(ValidationError, match="les trois, ou rien"):
        experience.full_clean()
