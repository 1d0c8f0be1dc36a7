"""The prose of the manual: no mould, no habit of style, texts for employees that say what to do, law and sources that can be read."""

import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

from dts_platform.content.territoires import REGIONS
from dts_platform.text.marks import printed
from dts_platform.text.yaml_text import read_yaml
from tests.content.rules import QUOTATION, UNKNOWN, ContentFile, list_lines, words

ROOT = settings.CONTENT_DIR
FICHES = [ContentFile.read(path) for path in sorted((ROOT / "fiches").glob("*.yaml"))]
EXPERIENCES = [ContentFile.read(path) for path in sorted((ROOT / "experiences").glob("*.yaml"))]
EASY = [fiche for fiche in FICHES if fiche.main.get("facile_a_lire")]
FIELDS = ("resume", "pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite")
COLON = re.compile("[ \u00a0\u202f]:")
COLONS = 5
NO_ADDRESS = re.compile(r"n’existe pas en ligne|adresse non trouvée, cherchée le \d{1,2}(?:er)? [a-zûé]+ \d{4} dans .+")
ARTICLE = re.compile(r"\b[LRD]\.[ \u00a0]?\d{3,4}(?:-\d+)*")
DATED = re.compile(  # a text of law or of a public authority, by its number or its date
    r"\b(?:loi|décret|arrêté|ordonnance|règlement|délibération|circulaire|convention collective)s? (?:\([A-Z]+\) )?"
    r"(?:n° ?(?P<number>\d{2,4}-\d+)|(?P<european>\d{4}/\d+)|du (?P<date>\d{1,2}(?:er)? [a-zéûô]+ \d{4}))",
    re.I,
)
OURS = ["mutualisation", "partie-prenante"]  # terms that no document read defines
SENTENCE = re.compile(r"[|\n]|(?<=[.!?;»])\s")
BLANK = re.compile(r"\s*[…☐«(\d]")
ASK = re.compile(r"\b(?:demande[rz]|parle[rz]|appele[rz]|voyez|écrivez|posez|prenez rendez-vous)\b", re.I)
HARD_WORDS = (
    "structures?",
    "recyclerie",
    "permanence",
    "préfet",
    "inspection",
    "encadrant",
    "élus? du personnel",
    "France services",
)
CHOOSE = re.compile(r"\bvous (?:pouvez|choisissez|décidez|voulez|avez le droit)\b", re.I)
MOST = {
    r"\b[Vv]oici\b|\b[Vv]ous trouverez\b|\b[Cc]ette fiche vous\b": 0,  # a scene, then a promise
    r"\bN(?:otre lecture|ous y voyons)\b|\bÀ nos yeux\b": 0,
    r", (?:et )?(?:pas|non) (?!de réponse)": 12,  # X, pas Y
    r"\bni\b[^.;\n]*\bni\b": 36,  # most say what the documents read do not give
    r"\b[Pp]ersonne (?:ne|n’)|\bnul ne\b": 10,
    r"\b(?:[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]inq|[Uu]ne seule) questions?\b": 8,
    r"\b(?:une|d’une|demi-)[ -]?pages?\b": 26,
    r"\bn’est pas (?:un|une) [^.;]*, (?:c’est|mais)\b": 0,
    r"\b[Vv]érifiez (?:le|les) textes?\b|\ben vigueur\b": 4,
}

MOST_IN_TOOLS = {
    r"\b[Vv]oici\b|\b[Vv]ous trouverez\b|\b[Cc]ette fiche vous\b": 0,
    r"\bN(?:otre lecture|ous y voyons)\b|\bÀ nos yeux\b": 0,
    r", (?:et )?(?:pas|non) (?!de réponse)": 2,  # « non marchande » names a kind of resource
    r"\bni\b[^.;\n]*\bni\b": 2,
    r"\b[Pp]ersonne (?:ne|n’)|\bnul ne\b": 2,
    r"\b(?:[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]inq|[Uu]ne seule) questions?\b": 0,
    r"\b(?:une|d’une|demi-)[ -]?pages?\b": 8,
    r"\bn’est pas (?:un|une) [^.;]*, (?:c’est|mais)\b": 0,
    r"\b[Vv]érifiez (?:le|les) textes?\b|\ben vigueur\b": 0,
}

MOST_OF_FRAMEWORK = dict.fromkeys(MOST, 0) | {  # a tenth of the length of the fiches
    r", (?:et )?(?:pas|non) (?!de réponse)": 2,  # definitions of the glossary
    r"\b[Pp]ersonne (?:ne|n’)|\bnul ne\b": 3,
    r"\b(?:une|d’une|demi-)[ -]?pages?\b": 2,
}


def number(fiche: ContentFile) -> str:
    return f"{fiche.main['numero']:02}"


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def own_prose(fiche: ContentFile) -> str:
    """What a fiche says to who acts, its tool and quoted words left out."""
    steps = [step["texte"] for step in fiche.children["etape"]]
    return QUOTATION.sub("", "\n".join([*(fiche.main.get(name) or "" for name in FIELDS), *steps]))


@cache
def corpus() -> str:
    """All that the fiches say but for their tools, in one text."""
    said = [fiche.main.get(name) or "" for fiche in FICHES for name in ("en_bref", "facile_a_lire")]
    said += [text for fiche in FICHES for child in ("etape", "prolongement") for text in told(fiche, child)]
    return plain("\n".join([*map(own_prose, FICHES), *(QUOTATION.sub("", text) for text in said)]))


def told(fiche: ContentFile, child: str) -> list[str]:
    names = ("titre", "resultat", "ce_qu_elle_montre", "limites")
    return [record[name] for record in fiche.children[child] for name in names if isinstance(record.get(name), str)]


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_fiche_announces_with_few_colons(fiche):
    assert len(COLON.findall(own_prose(fiche))) <= COLONS


@pytest.mark.parametrize(("habit", "most"), MOST.items())
def test_habit_of_style_stays_rare(habit, most):
    assert len(re.findall(habit, corpus())) <= most, [match[0] for match in re.finditer(f".*(?:{habit}).*", corpus())]


@cache
def framework() -> dict[str, str]:
    """What the framework adds to the documents, quoted words left out: {name of a text: its words}."""
    records = [r for path in sorted((ROOT / "cadre").glob("*.yaml")) for r in read_yaml(path.read_text())]
    read = [(record["model"].split(".")[1], record["fields"]) for record in records]
    return {
        f"{model} {fields.get('slug') or fields.get('titre')}": plain(QUOTATION.sub("", told_by_us(fields)))
        for model, fields in read
        if told_by_us(fields)
    }


def told_by_us(fields: dict) -> str:
    return "\n".join(fields[name] for name in ("resume", "corps", "texte", "sens", "definition") if fields.get(name))


def test_framework_announces_with_few_colons():
    assert {name for name, text in framework().items() if len(COLON.findall(text)) > COLONS} == set()


@pytest.mark.parametrize(("habit", "most"), MOST_OF_FRAMEWORK.items())
def test_habit_of_style_stays_rare_in_the_framework(habit, most):
    said = [
        f"{name} : {match[0]}" for name, text in framework().items() for match in re.finditer(f".*(?:{habit}).*", text)
    ]
    assert len(said) <= most, said


@pytest.mark.parametrize("name", ["vigilance", "reussite", "en_bref"])
def test_lists_have_the_length_that_they_need(name):
    lengths = Counter(len(list_lines(fiche.main[name])) for fiche in FICHES if fiche.main.get(name))
    assert lengths.most_common(1)[0][1] < 0.9 * lengths.total()


@pytest.mark.parametrize("fiche", EASY, ids=number)
def test_easy_text_says_what_one_may_do_and_whom_to_ask(fiche):
    lines = list_lines(plain(fiche.main["facile_a_lire"]))
    assert len(lines) >= 8
    assert any(CHOOSE.search(line) for line in lines)
    assert any(ASK.search(line) for line in lines[-3:])
    assert max(len(words(line)) for line in lines) <= 18


@pytest.mark.parametrize("fiche", EASY, ids=number)
def test_easy_text_names_who_acts_and_explains_its_words(fiche):
    text = plain(fiche.main["facile_a_lire"])
    nobody = [line for line in list_lines(text) if re.search(r"\b(?:[Oo]n|l’on|qu’on)\b", line)]
    assert nobody == []
    hard = {*re.findall(r"\b[A-Z]{3,}\b", text), *re.findall(rf"\b(?:{'|'.join(HARD_WORDS)})\b", text)}
    assert [word for word in sorted(hard) if not explained(word, text)] == []


def explained(word: str, text: str) -> bool:
    """Does a text say what a word is: « la CNIL protège… », « le RSA, le revenu… », « un compte formation, le CPF »?"""
    verbs = r"(?:est|sont|c’est|permet|protège|représente|vérifie|contrôle|répare|s’appelle|[Ii]l|[Ee]lle|C’est)"
    after = rf"\b{word}\b(?: du [a-z]+)?[.,]? (?:{verbs}|un|une|le|la|l’|qui)\b"
    return bool(
        re.search(after, text)
        or re.search(rf", l[ae] {word}\b", text)
        or re.search(rf"\b{word}\b[^.\n]*\.\n- (?:C’est|Une?)\b", text)
    )


def held(fiche: ContentFile) -> set[str]:
    """The articles of the rules of law that a fiche cites."""
    cited = {rule["regle"][0] for rule in fiche.children["regledefiche"]}
    return {article for slug in cited for article in ARTICLE.findall(articles()[slug])}


@cache
def articles() -> dict[str, str]:
    """The text and article of each rule, by its slug."""
    read = [record["fields"] for path in (ROOT / "regles").glob("*.yaml") for record in read_yaml(path.read_text())]
    return {rule["slug"]: plain(rule["article"]) for rule in read if "article" in rule}


def tool(fiche: ContentFile) -> str:
    """What the tool of a fiche prints, with how to use it; its filled case and quoted words left out."""
    (outil,) = fiche.children["outil"]
    return QUOTATION.sub("« »", plain(f"{outil['mode_emploi']}\n{printed(outil['corps'])}"))


def announced(fiche: ContentFile) -> list[str]:
    """The sentences of a tool that announce what follows by a colon; labels and what is to be filled in are none."""
    found = []
    for sentence in SENTENCE.split(tool(fiche)):
        for colon in COLON.finditer(sentence):
            before, after = sentence[: colon.start()], sentence[colon.end() :]
            if len(words(before)) >= 4 and len(words(after)) >= 2 and not BLANK.match(after):
                found.append(sentence.strip())
    return found


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_tool_announces_with_few_colons(fiche):
    assert len(announced(fiche)) <= COLONS, announced(fiche)


@pytest.mark.parametrize(("habit", "most"), MOST_IN_TOOLS.items())
def test_habit_of_style_stays_rare_in_tools(habit, most):
    told = "\n".join(map(tool, FICHES))
    assert len(re.findall(habit, told)) <= most, [match[0] for match in re.finditer(f".*(?:{habit}).*", told)]


def named(text: str) -> set[str]:
    """The articles, numbers and dates of the rules of law that a text names."""
    return set(ARTICLE.findall(text)) | {next(filter(None, found.groups())) for found in DATED.finditer(text)}


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_rule_of_law_that_a_fiche_or_its_tool_names_is_in_its_boxes(fiche):
    boxes = "\n".join(articles()[rule["regle"][0]] for rule in fiche.children["regledefiche"])
    said = named(f"{plain(own_prose(fiche))}\n{tool(fiche)}")
    assert {name for name in said - held(fiche) if name not in boxes} == set()


@cache
def documents() -> list[dict]:
    """The documents that texts cite, as their files describe them."""
    paths = sorted((ROOT / "documents").glob("*.yaml"))
    return [record["fields"] for path in paths for record in read_yaml(path.read_text())]


def test_document_has_an_address_or_says_why_it_has_none():
    reasons = {document["slug"]: document.get("sans_adresse", "") for document in documents()}
    assert [slug for slug, reason in reasons.items() if reason and not NO_ADDRESS.fullmatch(plain(reason))] == []
    assert [
        document["slug"] for document in documents() if bool(document["adresse"]) == bool(reasons[document["slug"]])
    ] == []


def test_date_of_a_document_says_something():
    vague = re.compile(r"consulté|à rouvrir|à vérifier|en vigueur à")
    assert [document["slug"] for document in documents() if vague.search(document.get("date") or "")] == []


def test_term_of_the_glossary_has_its_source_or_says_that_it_is_ours():
    records = read_yaml((ROOT / "cadre" / "glossaire.yaml").read_text())
    terms = [record["fields"] for record in records if record["model"] == "missions.terme"]
    assert len(terms) > 50
    assert [term["slug"] for term in terms if not term["source"]] == []
    assert [term["slug"] for term in terms if plain(term["source"]).lower() == "notre définition"] == OURS


def test_every_region_has_an_experience():
    assert {experience.main["region"] for experience in EXPERIENCES} == set(REGIONS)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Le tonnage réel de l’atelier n’a pas été lu.", True),
        ("Aucun résultat de sortie plus récent n’a été lu.", True),
        ("Rien n’a été lu sur le parc après juillet 2024.", True),
        ("Rien de plus récent n’a été trouvé dans les pages de l’école.", True),
        ("Le recueil traite aussi du groupe ; nous n’en avons vu que la table.", True),
        ("Le nombre de membres n’est pas connu.", True),
        ("L’article du journal a été lu sans sa date.", False),
        ("Un journal situe le début en 2017 ; nous gardons 2015.", False),
        ("Le taux de 54 % date de 2012 et la ville ne le définit pas.", False),
    ],
)
def test_sentence_of_a_vain_search_is_told_from_a_limit(sentence, told):
    assert bool(UNKNOWN.search(sentence)) is told


def brochure() -> str:
    """The brochure’s own words, whatever their place on the sheet."""
    records = read_yaml((ROOT / "site" / "textes.yaml").read_text())
    told = [record["fields"] for record in records if record["fields"]["slug"].startswith("plaquette-")]
    return plain("\n".join(fields.get(name) or "" for fields in told for name in ("titre", "chapo", "texte")))


def test_brochure_illustrates_with_the_eight_experiences_of_the_founding_one():
    founding = re.compile("contribuer-au-developpement-de-territoires-solidaires-des")
    told = {
        experience.main["slug"] for experience in EXPERIENCES if founding.search(str(experience.children["source"]))
    }
    assert set(re.findall(r"/experiences/([a-z0-9-]+)/", brochure())) == told
    assert len(told) == 8


@pytest.mark.parametrize(
    "words",
    [
        "ajoutent des buts, élargissent leur mission, ouvrent leurs services",  # three traits
        "Ancrées ici",  # anchoring
        "insèrent mieux, ou servent aussi le territoire",  # two positions
        "ventes, aides publiques et bénévolat",  # economic models
        "sociale, économique, environnementale, politique",  # social utility
        "Pour être accompagné",  # whom to call
    ],
)
def test_brochure_says_what_the_founding_one_says(words):
    assert words in brochure()
