"""Content files: Django fixtures in YAML that people read and review as prose.

Several lines stand in a literal block, keys keep the order an author gave them, French typography is
applied to every prose value. Formatting twice changes nothing.
"""

from pathlib import Path

import yaml

from dts_platform.core.typographie import typographier

# Values that machines compare; everything else that is text is prose.
CHAMPS_DE_MACHINE = {"slug", "code", "adresse", "departement", "region", "statut", "origine", "type", "type_structure"}


class _Ecrivain(yaml.SafeDumper):
    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, indentless=False)


def _texte(ecrivain: yaml.SafeDumper, texte: str) -> yaml.ScalarNode:
    style = "|" if "\n" in texte else None
    return ecrivain.represent_scalar("tag:yaml.org,2002:str", texte, style=style)


def _liste(ecrivain: yaml.SafeDumper, liste: list) -> yaml.SequenceNode:
    cle_naturelle = all(isinstance(valeur, (str, int)) for valeur in liste)
    return ecrivain.represent_sequence("tag:yaml.org,2002:seq", liste, flow_style=cle_naturelle)


_Ecrivain.add_representer(str, _texte)
_Ecrivain.add_representer(list, _liste)


def _prose(nom: str, valeur):
    if not isinstance(valeur, str) or nom in CHAMPS_DE_MACHINE:
        return valeur
    lignes = [ligne.rstrip() for ligne in typographier(valeur).strip().splitlines()]
    return "\n".join(lignes) + ("\n" if len(lignes) > 1 else "")


def mettre_en_forme(texte: str) -> str:
    """Return a fixture file's text in the canonical form."""
    objets = yaml.safe_load(texte) or []
    for objet in objets:
        objet["fields"] = {nom: _prose(nom, valeur) for nom, valeur in objet["fields"].items()}
    return yaml.dump(objets, Dumper=_Ecrivain, allow_unicode=True, sort_keys=False, width=10_000)


def fichiers(racine: Path) -> list[Path]:
    """The content files below a folder, in the order they must be loaded."""
    return [f for dossier in ("cadre", "experiences", "fiches") for f in sorted((racine / dossier).glob("*.yaml"))]
