"""While a copy is made, edited, sent and sent back, what visitors have does not move by a byte; no skin shows the copy."""

import json

import pytest

from dts_platform.content.loader import load
from dts_platform.desk.copies import abandon, open_copy
from dts_platform.desk.transitions import publish, send, send_back
from dts_platform.editorial.names import PublicName, Withdrawal
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.search.check import differences
from dts_platform.search.tables import SearchPosting, SearchRow, SearchState, SearchWord
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Repere
from references.models import Regle
from tests.addresses import ONE_OF_EACH_KIND
from tests.desk.texts import rewrite
from tests.factories import an_account
from tests.pdf.fake_workshop import workshop

__all__ = ["workshop"]  # fixture
pytestmark = pytest.mark.django_db
MARK = "Quetzalcoatl"
TEXTS = {
    Fiche: (
        "creer-une-ressourcerie",
        ["/fiches/creer-une-ressourcerie.pdf", "/fiches/creer-une-ressourcerie/outil.pdf"],
    ),
    Experience: ("groupe-archer-pole-sud", ["/experiences/groupe-archer-pole-sud.pdf"]),
    Repere: ("vita", []),
    Regle: ("consideration-sociale-obligatoire", []),
}
EXPORTS = [
    f"/donnees/{name}.{end}" for name in ("fiches", "experiences", "regles", "chiffres") for end in ("json", "csv")
]
OPENED_ANEW = ("/contact/", "/signaler-une-erreur/", "/avis/")  # forms: each view has an opening of its own
PAGES = [address for address in ONE_OF_EACH_KIND if "zzz" not in address and not address.startswith(OPENED_ANEW)]
READ = [*PAGES, *EXPORTS, "/sitemap.xml", "/flux.xml", "/selection.pdf?s=1.13"]


def read(visitor, addresses: list[str]) -> dict:
    """What a visitor has at each address, and by which validators."""
    found = {}
    for address in addresses:
        response = visitor.get(address)
        assert response.status_code == 200, address
        validators = [response.get(name) for name in ("ETag", "Last-Modified")]
        found[address] = (b"".join(response), validators)
    return found


def index() -> list:
    """What the index holds, and under which token."""
    tables = (SearchRow, SearchWord, SearchPosting)
    return [*(list(table.objects.order_by("pk").values_list()) for table in tables), SearchState.objects.get().lineage]


def test_what_visitors_have_does_not_move_until_a_copy_is_published(visitor, workshop):
    """One text of each kind at once."""
    texts = [model.objects.get(slug=slug) for model, (slug, _) in TEXTS.items()]
    addresses = [*READ, *(address for _, documents in TEXTS.values() for address in documents)]
    author, reviewer = an_account("referent", region="bretagne"), an_account("nationale")
    before, held, named = read(visitor, addresses), index(), PublicName.objects.count()
    copies = [open_copy(text, author) for text in texts]
    for copy in copies:
        rewrite(copy, MARK)
        send(copy, author)
        send_back(copy, reviewer, f"Encore {MARK}.")
        rewrite(copy, MARK)
        send(copy, author)
        PreviewLink.objects.create(model=copy._meta.label_lower, row=copy.pk, who=author)
    abandoned = open_copy(Fiche.objects.get(numero=2), reviewer)
    rewrite(abandoned, MARK)
    abandon(abandoned, reviewer)
    assert read(visitor, addresses) == before
    assert index() == held
    assert list(differences()) == []
    assert (PublicName.objects.count(), Withdrawal.objects.count()) == (named, 0)
    for body, _ in read(visitor, [f"/fiches/?q={MARK}", f"/recherche/?q={MARK}"]).values():
        assert not [text for text in texts if text.slug in body.decode()]
    for text, copy in zip(texts, copies, strict=True):
        copy.refresh_from_db()
        publish(copy, reviewer)
        address = text.get_absolute_url()
        assert MARK in read(visitor, [address])[address][0].decode()


def test_open_data_count_texts_and_not_copies(visitor):
    count = len(json.loads(visitor.get("/donnees/fiches.json").content)["fiches"])
    for fiche in Fiche.objects.all()[:3]:
        open_copy(fiche, an_account("nationale"))
    assert len(json.loads(visitor.get("/donnees/fiches.json").content)["fiches"]) == count


def test_content_files_are_loaded_beside_copies_without_touching_them(tmp_path, settings):
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    copy = open_copy(fiche, an_account("nationale"))
    rewrite(copy, MARK)
    name = next(settings.CONTENT_DIR.glob("fiches/fiche-13-*.yaml"))
    changed = tmp_path / "fiches" / name.name
    changed.parent.mkdir()
    changed.write_text(
        name.read_text().replace("titre: Créer une ressourcerie", "titre: Créer vite une ressourcerie", 1)
    )
    report = load(tmp_path)
    assert not report.kept
    fiche.refresh_from_db()
    copy.refresh_from_db()
    assert fiche.titre == "Créer vite une ressourcerie"
    assert MARK in copy.titre
    assert fiche.etapes.count() == copy.etapes.count() == Fiche.objects.get(pk=fiche.pk).etapes.count()
    load(tmp_path, overwrite=True)
    copy.refresh_from_db()
    assert MARK in copy.etapes.first().texte
    assert MARK not in fiche.etapes.first().texte
