"""The command that builds documents: what it builds, what it prints, how it ends."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from dts_platform.editorial.states import Statut
from fiches.documents import catalogue
from fiches.documents.build import content_token
from fiches.models import BuiltDocument, Fiche
from tests.fiches.documents.building import SLUG, spoil
from tests.storage.media import stored_files

pytestmark = pytest.mark.django_db


class TestCommand:
    @pytest.fixture(autouse=True)
    def _short_manual(self, short_manual, workshop):
        self.workshop = workshop

    def run_command(self, capsys, **options) -> list[str]:
        call_command("build_documents", **options)
        return capsys.readouterr().out.splitlines()

    def test_command_building_everything_prints_pages_sizes_and_times(self, capsys):
        lines = self.run_command(capsys)
        assert len(lines) == len(list(catalogue.offers()))
        assert [line for line in lines if not re.fullmatch(r"\S+ +(\d+ p\.)? +\d+ ko +\d+\.\d s", line)] == []
        assert lines[0].startswith("manuel.pdf ")
        assert self.run_command(capsys) == []
        assert BuiltDocument.objects.filter(jeton=content_token()).count() == len(lines)

    def test_command_with_only_builds_the_named_documents(self, capsys):
        (line,) = self.run_command(capsys, only=["outil-13"])
        assert line.startswith(f"outil-13-{SLUG}.pdf ")
        assert len(self.run_command(capsys, only=["fiche-13", "outil-13"])) == 2
        assert BuiltDocument.objects.count() == 2

    def test_command_with_only_refuses_a_name_that_no_document_has(self):
        with pytest.raises(CommandError, match="commence par fiche-13000 ou absente"):
            call_command("build_documents", only=["outil-13", "fiche-13000", "absente"])
        assert not BuiltDocument.objects.exists()

    def test_command_quiet_prints_failures_only_and_exits_with_an_error(self, capsys):
        assert self.run_command(capsys, quiet=True, only=["plaquette"]) == []
        self.workshop.refused.add("zorglub")
        spoil(Fiche.objects.get(slug=SLUG))
        with pytest.raises(CommandError, match="document"):
            call_command("build_documents", quiet=True)
        outputs = capsys.readouterr()
        assert outputs.out == ""
        assert f"fiche-13-{SLUG}.pdf : La mise en page a dépassé ses limites." in outputs.err
        assert "manuel.pdf : Fiche 13" in outputs.err
        assert BuiltDocument.objects.exclude(sha256="").count() == len(list(catalogue.offers())) - 1

    def test_command_with_force_rebuilds_and_retries_failures(self, capsys):
        self.workshop.refused.add("zorglub")
        spoil(Fiche.objects.get(slug=SLUG))
        for _ in range(2):
            with pytest.raises(CommandError):
                call_command("build_documents", only=["fiche-13"])
        assert self.workshop.jobs == 1
        self.workshop.refused.clear()
        self.run_command(capsys, only=["fiche-13"], force=True)
        assert self.workshop.jobs == 2
        assert self.run_command(capsys, only=["fiche-13"], force=True)
        assert (self.workshop.jobs, self.workshop.assemblies) == (2, 2)

    def test_command_after_a_withdrawal_removes_the_record_and_the_file(self, capsys):
        self.run_command(capsys)
        Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
        self.run_command(capsys)
        names = set(BuiltDocument.objects.values_list("nom", flat=True))
        assert names == {offer.name for offer in catalogue.offers()}
        assert [f for f in stored_files() if SLUG in f] == []

    def test_command_with_a_missing_file_builds_it_again(self, capsys):
        self.run_command(capsys)
        built = BuiltDocument.objects.get(nom="manuel.pdf")
        default_storage.delete(built.fichier.name)
        (line,) = self.run_command(capsys)
        assert line.startswith("manuel.pdf ")

    def test_command_with_an_unforeseen_error_builds_the_other_documents(self, capsys, monkeypatch, caplog):
        monkeypatch.setattr("fiches.documents.catalogue.fiche_document", lambda fiche: 1 / 0)
        with pytest.raises(CommandError, match="3 document"):
            call_command("build_documents")
        assert "outil-13" in capsys.readouterr().out
        assert "ne peut pas être construit" in caplog.text

    def test_command_with_a_text_deleted_meanwhile_counts_no_failure(self, capsys):
        offers = list(catalogue.offers())
        Fiche.objects.filter(slug=SLUG).delete()
        from dts_platform.management.commands import build_documents

        command = build_documents.Command()
        command.quiet = False
        (offer,) = [offer for offer in offers if offer.name.startswith("fiche-13")]
        assert command.one(offer, False, "1/1")
