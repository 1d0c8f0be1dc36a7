"""Groups and publisher in content files: what a form would refuse is refused there too, in its words, whenever it is loaded."""

import shutil

import pytest
import yaml

from dts_platform.content.loader import UnreadableContent, load
from dts_platform.models import Editeur, GroupeRessource
from dts_platform.settings import BASE_DIR

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    """Write objects in a file of the content, beside what is loaded already."""
    folder = shutil.copytree(BASE_DIR / "fixtures", tmp_path / "fixtures")

    def written(*objects: dict):
        (folder / "site" / "zz-essai.yaml").write_text(yaml.safe_dump(list(objects), allow_unicode=True))
        return folder

    return written


def a_group(**fields) -> dict:
    said = {"region": "bretagne", "nom": "Groupe d’essai", "visible": True}
    return {"model": "dts_platform.grouperessource", "fields": said | fields}


def a_publisher(slug: str) -> dict:
    return {"model": "dts_platform.editeur", "fields": {"slug": slug, "nom": "Essai"}}


REFUSED = [
    ([a_group()], "Un groupe visible donne un moyen de le joindre"),
    ([a_publisher("editeur-2")], "Le site n’a qu’un éditeur"),
    ([a_publisher("editeur"), a_publisher("autre")], "Le site n’a qu’un éditeur"),
]


@pytest.mark.parametrize(("objects", "sentence"), REFUSED)
def test_what_a_form_would_refuse_stops_the_load_and_says_why(write, objects, sentence):
    with pytest.raises(UnreadableContent, match=sentence):
        load(write(*objects))
    assert not GroupeRessource.objects.exists()
    assert not Editeur.objects.exists()


@pytest.mark.parametrize("said", [{"courriel": "a@example.org"}, {"telephone": "3949"}, {"visible": False}])
def test_group_that_may_be_reached_or_is_hidden_is_loaded(write, said):
    load(write(a_group(**said)))
    assert GroupeRessource.objects.get().nom == "Groupe d’essai"


def test_contact_taken_away_from_a_visible_group_is_refused(write):
    load(write(a_group(courriel="a@example.org")))
    with pytest.raises(UnreadableContent, match="Un groupe visible donne un moyen de le joindre"):
        load(write(a_group(courriel="")))
