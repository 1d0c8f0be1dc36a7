"""A document has a state: what it would be made of; another content, another state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dts_platform.editorial.states import Statut
from fiches.documents import build as build_module
from fiches.documents import catalogue, parts
from fiches.documents.build import build, content_token
from fiches.models import Fiche, Lease
from tests.fiches.documents.building import SLUG, plan_of

pytestmark = pytest.mark.django_db


class TestDesiredState:
    def test_plan_read_twice_has_the_same_state_and_keys(self, short_manual):
        first, second = (catalogue.MANUEL.offer().read() for _ in range(2))
        assert (first.state, first.keys) == (second.state, second.keys)
        assert len(set(first.keys)) == len(first.keys) > 20

    CHANGES = {
        "text": lambda: Fiche.objects.filter(slug=SLUG).update(resume="Un autre résumé."),
        "title": lambda: Fiche.objects.filter(slug=SLUG).update(titre="Un autre titre"),
        "order": lambda: Fiche.objects.filter(slug=SLUG).update(numero=99),
        "date": lambda: Fiche.objects.filter(slug=SLUG).update(modifie_le=timezone.now() + timedelta(days=3)),
        "withdrawal": lambda: Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE),
    }

    @pytest.mark.parametrize("change", CHANGES)
    def test_plan_after_a_change_of_content_has_another_state_and_token(self, short_manual, change):
        before, token = catalogue.MANUEL.offer().read().state, content_token()
        self.CHANGES[change]()
        assert catalogue.MANUEL.offer().read().state != before
        assert content_token() != token

    @pytest.mark.parametrize(
        ("digest", "modules"), [("layout_digest", (build_module, parts)), ("engine_digest", (build_module,))]
    )
    def test_plan_under_another_engine_has_another_state_and_token(self, fiche, monkeypatch, digest, modules):
        before, token = plan_of(fiche).state, content_token()
        for module in modules:
            monkeypatch.setattr(module, digest, lambda: "0" * 72)
        assert plan_of(fiche).state != before
        assert content_token() != token

    def test_content_token_under_other_code_changes(self, monkeypatch):
        token = content_token()
        monkeypatch.setattr("dts_platform.web.freshness.build", lambda: "autre")
        assert content_token() != token

    def test_layout_digest_after_a_change_of_style_sheet_changes(self, monkeypatch, tmp_path):
        for folder in ("fonts", "css", "img"):
            (tmp_path / folder).mkdir()
        monkeypatch.setattr(parts, "STATIC_FOLDER", tmp_path)
        digests = set()
        for rule in ("", "p { color: red }"):
            (tmp_path / "css" / "print.css").write_text(rule)
            digests.add(parts.layout_digest.__wrapped__())
        assert len(digests) == 2

    def test_fiche_edited_lays_out_its_own_parts_only(self, short_manual, workshop, client):
        assert client.get("/manuel.pdf").status_code == 200
        client.get(f"/fiches/{SLUG}.pdf")
        other = Fiche.objects.get(numero=2)
        client.get(f"/fiches/{other.slug}.pdf")
        workshop.laid_out.clear()
        Fiche.objects.filter(slug=SLUG).update(resume="Un résumé de zorglub.")
        for url in ("/manuel.pdf", f"/fiches/{SLUG}.pdf"):
            assert "zorglub" in client.get(url).content.decode()
        assert workshop.jobs == 2
        assert all("zorglub" in html for html in workshop.laid_out)
        client.get(f"/fiches/{other.slug}.pdf")
        assert workshop.jobs == 2

    def test_text_written_while_a_document_is_read_is_in_the_next_download(self, fiche, workshop, client):
        """The token is taken before the texts: else a text withdrawn meanwhile would be thought absent for good."""
        offer = catalogue.FICHE.offer(fiche)

        def read():
            plan = offer.read()
            Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant la lecture : zorglub.")
            return plan

        build(read)
        assert "zorglub" in client.get(f"/fiches/{SLUG}.pdf").content.decode()

    def test_text_written_while_another_worker_builds_is_in_the_document(self, fiche, workshop, monkeypatch):
        write = iter([lambda: Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant l’attente.")])
        take = Lease.objects.take
        monkeypatch.setattr(Lease.objects, "take", lambda *a: (next(write, bool)(), take(*a))[1])
        built, data = build(catalogue.FICHE.offer(fiche).read)
        assert "Écrit pendant l’attente." in data.decode()
        assert built.jeton == content_token()
