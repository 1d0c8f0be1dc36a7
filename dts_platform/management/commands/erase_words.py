"""Take a person’s name or contact out of the history of texts, where it is kept for ever otherwise; the history says so."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dts_platform.editorial.erasing import erase_words
from dts_platform.models import User
from dts_platform.text.formats import plural

SHORTEST = 4  # signs; fewer would be in words that are nobody’s


class Command(BaseCommand):
    help = "Efface des mots (un nom, un contact) de l’historique de tous les textes ; chaque version touchée le dit."

    def add_arguments(self, parser):
        parser.add_argument("words", metavar="MOTS", help="les mots à effacer, tels qu’ils sont écrits")
        parser.add_argument("--by", required=True, metavar="COMPTE", help="le compte de qui les efface")

    @transaction.atomic
    def handle(self, *args, words: str, by: str, **options):
        who = User.objects.filter(username=by).first()
        if who is None:
            raise CommandError(f"Aucun compte ne s’appelle « {by} ».")
        if len(words.strip()) < SHORTEST:
            raise CommandError(f"Donnez au moins {SHORTEST} signes : moins effacerait des mots qui ne sont à personne.")
        erased = erase_words(words.strip(), who)
        self.stdout.write(
            f"{plural(erased, 'version ou message changé,versions ou messages changés')}. Ce que les textes disent aujourd’hui n’a pas changé : "
            "corrigez-les d’abord, ou leur prochaine version les redira."
        )
