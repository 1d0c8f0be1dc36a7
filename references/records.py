"""The public shape of a rule of law, for open data."""

from django.utils.timezone import localtime

from dts_platform.content.records import day, slugs
from dts_platform.web.addresses import absolute

FIELDS = {
    "slug": lambda regle: regle.slug,
    "titre": lambda regle: regle.titre,
    "valeur": lambda regle: regle.valeur.strip(),
    "domaine": lambda regle: regle.domaine,
    "article": lambda regle: regle.article,
    "adresse": lambda regle: regle.adresse,
    "editeur": lambda regle: regle.editeur,
    "copie_du": lambda regle: day(regle.copie_du),
    "copie_precision": lambda regle: regle.copie_precision if regle.copie_du else "",
    "perimetres": lambda regle: slugs(regle.perimetres.all()),
    "echeance": lambda regle: day(regle.echeance),
    "echeance_objet": lambda regle: regle.echeance_objet,
    "echeance_passee": lambda regle: "oui" if regle.passee else "non",
    "certitude": lambda regle: regle.certitude,
    "a_verifier": lambda regle: regle.a_verifier.strip(),
    "relecture": lambda regle: regle.reading,
    "fiches": lambda regle: slugs(regle.held_by),
    "url": lambda regle: absolute(regle.get_absolute_url()),
    "modifie_le": lambda regle: localtime(regle.modifie_le),
}
