"""What the prose of a fiche says of its delay, its people, its cost and its publics, read to compare with what is typed.

Numbers are read in digits or in words. Each reader gives None, or nothing, where the prose tells nothing.
"""

import re

from fiches.models import Cost, People, TimeToResult

SMALL = [
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]
NUMBERS = {word: number for number, word in enumerate(SMALL, 1)} | {
    "une": 1, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "douzaine": 12, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trio": 3, "binôme": 2,
}  # fmt: skip
NUMBER = rf"(?:\d[\d\s]*|{'|'.join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))})"
DAYS = {
    "minute": 1 / 1440, "heure": 1 / 24, "matinée": 0.5, "demi-journée": 0.5, "journée": 1, "jour": 1,
    "semaine": 7, "mois": 30.5, "trimestre": 91.5, "an": 365, "année": 365,
}  # fmt: skip
TIME = re.compile(
    rf"(?P<of>\b(?:de|d’))?\s*\b(?:{NUMBER} à )?(?P<number>{NUMBER})\s+(?P<unit>{'|'.join(DAYS)})s?\b(?P<half> et demie?)?",
    re.I,
)
SESSIONS = ("minute", "heure", "demi-journée", "jour", "journée")  # what « de deux heures » measures, not a delay
SUM = re.compile(r"(\d[\d\s]*)\s*€")
VAGUE_SUMS = {
    Cost.HOURS: r"rien à acheter|aucun achat|aucun logiciel",
    Cost.THOUSAND: r"quelques centaines d’euros|petite? (?:budget d’essai|réserve)|repas partagé|frais de route|du café",
    Cost.THOUSANDS: r"quelques milliers d’euros",
    Cost.UNTOLD: r"enveloppe|une somme d’essai|plafond de frais|une réserve pour|fonds de secours|avance de trésorerie",
}
ALLOWS = {
    "direction": r"direct(?:ion|eur|rice)|dirigeant|administrat|président|trésor|responsable|employeur|structures? |"
    r"entreprises?|associations?|chantiers?|groupe d’insertion|mandat|toute personne",
    "elus": r"\bélue?s?\b(?! du personnel)|collectivité|intercommunalité|communes|communauté|mairie|CCAS|économiques? d’une|acheteur|départements?|"
    r"agent de développement",
    "reseau": r"réseau|groupement|pôle|club|collectif|structures|entreprises|maison de l’emploi|comité|tout le monde",
    "salaries": r"salarié|accompagnement|élue? du personnel|équipe|au chômage|travailleurs sociaux",
    "formation": r"formation|formateur|encadrants?|encadrement",
}
HEAD = r"(?:^|[,;:] |\bet |\bou )(?:à |l’|la |le |les |un |une |des |deux )?(?:nouve\w+ )?"
REQUIRES = {
    "direction": rf"{HEAD}(?:direction|direct(?:eur|rice)|dirigeant|administrat|conseil d’administration|président)",
    "elus": rf"{HEAD}(?:élue?s?\b(?! du personnel)|collectivité|intercommunalité|mairie)",
    "reseau": rf"{HEAD}(?:réseau|groupement|pôle|collectif)",
    "salaries": rf"{HEAD}(?:salariés?\b|équipes? d’accompagnement|élue? du personnel)",
    "formation": rf"{HEAD}(?:encadrement|encadrants?|formateurs?|chargées? de formation)",
}
ASIDE = re.compile(r"\([^)]*\)|\bdont\b[^,;.:]*")
GROUP = re.compile(rf"\bgroupes? de (?P<each>{NUMBER})\b", re.I)
COUNTED = re.compile(rf"\b(?:(?P<least>{NUMBER}) (?:à|ou) )?(?P<most>{NUMBER})\b", re.I)
OTHERS = 4  # how many « les salariés concernés » may be


def number(text: str) -> int:
    """A number in digits or in words."""
    text = re.sub(r"\s", "", text.lower())
    return int(text) if text.isdigit() else NUMBERS[text]


def first_delay(prose: str) -> float | None:
    """The first time that passes, in days: « six semaines », not the length of a session, « de deux heures »."""
    for found in TIME.finditer(prose):
        unit = found["unit"].lower()
        count = number(found["number"]) + (0.5 if found["half"] else 0)
        if found["of"] and unit in SESSIONS or unit == "demi-journée" and count > 1:
            continue
        return count * DAYS[unit]
    return None


def delay(prose: str) -> TimeToResult | None:
    days = first_delay(prose)
    return None if days is None else TimeToResult.of(days)


def cost(prose: str) -> set[Cost]:
    """The costs that a prose may mean; none when it says nothing of money."""
    if sums := [number(found) for found in SUM.findall(prose)]:
        return {Cost.of(max(sums))}
    return {value for value, pattern in VAGUE_SUMS.items() if re.search(pattern, prose, re.I)}


def people(prose: str) -> tuple[int, int]:
    """The fewest and the most people or organisations that a prose may mean, those of a group in its details left out."""
    least = most = 0
    for sentence in re.split(r"[.\n]", ASIDE.sub("", prose)):
        head, colon, _ = sentence.partition("\u202f:")
        in_details = colon and (GROUP.search(head) or _most_counted(head) > 1)
        for item in re.split(rf"[,;]| et (?=(?:l’|la |le |les |des |{NUMBER} ))", head if in_details else sentence):
            low, high = _of_item(item)
            least, most = least + low, most + high
    return least, most


def _most_counted(item: str) -> int:
    return max((number(found["most"]) for found in COUNTED.finditer(item)), default=0)


def _of_item(item: str) -> tuple[int, int]:
    """The fewest and the most that one item of a list may mean."""
    if not item.strip():
        return 0, 0
    if group := GROUP.search(item):
        counted = COUNTED.search(item[: group.start()])
        total = (number(counted["most"]) if counted else 1) * number(group["each"])
        return total, total
    if _most_counted(item) > 1:
        counted = max(COUNTED.finditer(item), key=lambda found: number(found["most"]))
        return number(counted["least"] or counted["most"]), number(counted["most"])
    return 1, OTHERS


def people_agree(value: People, prose: str) -> bool:
    """May a typed number of people be what the prose means?"""
    (least, most), (low, high) = people(prose), value.bounds
    return least <= (high or most) and low <= most


def audiences_missing(prose: str, typed: set[str]) -> set[str]:
    """The publics that the prose names first and that are not typed."""
    return {slug for slug, pattern in REQUIRES.items() if re.search(pattern, prose, re.I)} - typed


def audiences_unsaid(prose: str, typed: set[str]) -> set[str]:
    """The typed publics of which the prose says nothing."""
    return {slug for slug in typed if not re.search(ALLOWS[slug], prose, re.I)}
