"""Loading the content files: twice changes nothing, an editor's later work is never overwritten unasked.

A file is one root (a fiche, an experience, a landmark…) or a list of them, followed by their children. For
each file the journal keeps two digests: what the file said, and what the database held just after. A file
that changed is loaded again only while the database still holds what was loaded.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from pathlib import Path

import yaml
from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from dts_platform.core.fixtures import fichiers

ILLISIBLE = "Le fichier {chemin} ne peut pas être chargé : {raison}"
PANNES = (DeserializationError, models.ObjectDoesNotExist, IntegrityError, LookupError, ValueError, TypeError)
LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContenuIllisible(Exception):
    """A content file cannot be loaded; the message says which and why, in French."""


@dataclass
class Bilan:
    """What a load did, file by file."""

    charges: list[str] = field(default_factory=list)
    inchanges: list[str] = field(default_factory=list)
    gardes: list[str] = field(default_factory=list)


def _digest(objet) -> str:
    return hashlib.sha256(json.dumps(objet, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


@dataclass
class FichierDeContenu:
    """One content file, parsed."""

    chemin: str
    octets: bytes

    @classmethod
    def read(cls, racine: Path, chemin: Path) -> "FichierDeContenu":
        return cls(str(chemin.relative_to(racine)), chemin.read_bytes())

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()

    @cached_property
    def objets(self) -> list[dict]:
        try:
            objets = yaml.load(self.octets, Loader=LECTEUR) or []  # noqa: S506 – a safe loader
        except yaml.YAMLError as erreur:
            raise ContenuIllisible(ILLISIBLE.format(chemin=self.chemin, raison=erreur)) from erreur
        if not isinstance(objets, list) or not all(
            isinstance(o, dict) and {"model", "fields"} <= o.keys() for o in objets
        ):
            raise ContenuIllisible(
                ILLISIBLE.format(chemin=self.chemin, raison="une liste de « model » et « fields » est attendue.")
            )
        try:
            for objet in objets:
                apps.get_model(objet["model"])
        except (LookupError, ValueError) as erreur:
            raise ContenuIllisible(ILLISIBLE.format(chemin=self.chemin, raison=erreur)) from erreur
        for objet in objets:  # as a form would save them: without the line break that ends a literal block
            objet["fields"] = {nom: v.strip() if isinstance(v, str) else v for nom, v in objet["fields"].items()}
        return objets

    def rows(self) -> dict[type[models.Model], models.QuerySet]:
        """Every row the file is answerable for, model by model: roots by natural key, children by their owner."""
        rangees: dict[type[models.Model], models.QuerySet] = {}
        for nom in dict.fromkeys(objet["model"] for objet in self.objets):
            modele = apps.get_model(nom)
            proprietaire = next(
                (f for f in modele._meta.concrete_fields if f.is_relation and f.related_model in rangees), None
            )
            if proprietaire:
                rangees[modele] = modele._default_manager.filter(
                    **{f"{proprietaire.name}__in": rangees[proprietaire.related_model]}
                )
            else:
                cles = [
                    cle
                    for objet in self.objets
                    if objet["model"] == nom
                    for cle in [_cle_naturelle(modele, objet["fields"])]
                ]
                rangees[modele] = modele._default_manager.filter(
                    models.Q(*(models.Q(**cle) for cle in cles), _connector=models.Q.OR)
                )
        return rangees

    def state(self) -> str:
        """A digest of what the database now holds for this file."""
        etats = []
        for rangees in self.rows().values():
            lignes = serializers.serialize(
                "python", rangees.order_by("pk"), use_natural_foreign_keys=True, use_natural_primary_keys=True
            )
            for ligne, objet in zip(lignes, rangees.order_by("pk"), strict=True):
                ligne["fields"].pop("modifie_le", None)
                if hasattr(objet, "themes"):
                    ligne["fields"]["themes"] = sorted(objet.themes.values_list("slug", flat=True))
                etats.append(ligne)
        return _digest(sorted(etats, key=lambda ligne: json.dumps(ligne, sort_keys=True, default=str)))

    def load(self) -> list[serializers.base.DeserializedObject]:
        """Write the file's objects, drop the children it no longer has; return those with forward references."""
        differes, ecrits = [], []
        try:
            for objet in serializers.deserialize("python", self.objets, handle_forward_references=True):
                if hasattr(objet.object, "modifie_le"):
                    objet.object.modifie_le = _date_du_texte(objet.object)
                objet.save()
                ecrits.append((type(objet.object), objet.object.pk))
                if objet.deferred_fields:
                    differes.append(objet)
        except PANNES as erreur:
            raise ContenuIllisible(ILLISIBLE.format(chemin=self.chemin, raison=erreur)) from erreur
        for modele, rangees in self.rows().items():
            rangees.exclude(pk__in=[pk for m, pk in ecrits if m is modele]).delete()
        return differes


def _cle_naturelle(modele: type[models.Model], champs: dict) -> dict:
    return {nom: champs[nom] for nom in modele.NATURAL_KEY}


def _date_du_texte(objet: models.Model) -> datetime:
    """A loaded text was last changed on the day it was verified, so that two machines agree."""
    jour = objet.verifie_le or objet.publie_le or timezone.localdate()
    return timezone.make_aware(datetime.combine(jour, time.min))


@transaction.atomic
def charger(racine: Path, ecraser: bool = False, chemins: Iterable[Path] | None = None) -> Bilan:
    """Load the content below a folder, all of it or nothing."""
    journal = apps.get_model("dts_platform", "FichierDeContenu")
    connus = {entree.chemin: entree for entree in journal.objects.all()}
    bilan, charges, differes = Bilan(), [], []
    for chemin in chemins or fichiers(racine):
        fichier = FichierDeContenu.read(racine, chemin)
        entree = connus.get(fichier.chemin)
        if entree and not ecraser:
            if entree.empreinte_du_fichier == fichier.empreinte:
                bilan.inchanges.append(fichier.chemin)
                continue
            if entree.empreinte_des_donnees != fichier.state():
                bilan.gardes.append(fichier.chemin)
                continue
        differes += fichier.load()
        charges.append(fichier)
        bilan.charges.append(fichier.chemin)
    for objet in differes:
        try:
            objet.save_deferred_fields()
        except (DeserializationError, models.ObjectDoesNotExist) as erreur:
            raise ContenuIllisible(f"« {objet.object} » renvoie à un texte absent : {erreur}") from erreur
    for fichier in charges:
        journal.objects.update_or_create(
            chemin=fichier.chemin,
            defaults={"empreinte_du_fichier": fichier.empreinte, "empreinte_des_donnees": fichier.state()},
        )
    return bilan
