"""One language: French for the nouns of the trade, English for all the rest (docs/architecture.md, « Names »)."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Choices

from experiences.filters import EXPERIENCES
from fiches.filters import FICHES
from references.filters import REGLES
from tests.house.identifiers import Name, python_names, script_names, style_names, template_names, words
from tests.house.modules import CODE
from tests.house.project import ROOT, is_below_the_models, python_files

HERE = Path(__file__).parent


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list: one or several a line; what follows a # is a comment."""
    lines = (HERE / "words" / name).read_text().splitlines()
    return frozenset(word for line in lines for word in line.split("#")[0].lower().split())


@cache
def every_word() -> frozenset[str]:
    return listed("english.txt") | listed("trade.txt") | listed("techniques.txt")


@cache
def model_fields() -> frozenset[str]:
    """What keeps its French: fields of our models, names by which the other side calls them, values of their choices,
    parameters of the finders."""
    models = [model for app in CODE for model in apps.get_app_config(app).get_models()]
    fields = {field.name for model in models for field in model._meta.get_fields()}
    fields |= {field.attname for model in models for field in model._meta.concrete_fields}
    choices = [kind for base in Choices.__subclasses__() for kind in base.__subclasses__()]
    values = {member.name for kind in choices if kind.__module__.split(".")[0] in CODE for member in kind}
    parameters = {name for finder in (FICHES, EXPERIENCES, REGLES) for name in finder.filters.base_filters}
    return frozenset(fields | values | parameters)


def known(name: Name, fields: frozenset[str]) -> bool:
    """Is each word of a name in a list? A class of a style sheet may be made of the names of fields."""
    if name.name.strip("_") in fields:
        return True
    vocabulary = every_word()
    return all(word in vocabulary or (word in fields and name.file.suffix == ".css") for word in words(name.name))


def strangers(names) -> dict[str, list[str]]:
    """{file: names} that hold a word of no list. Rooms that know no model have no field to name."""
    found = defaultdict(set)
    for name in names:
        if not known(name, frozenset() if is_below_the_models(name.file) else model_fields()):
            found[str(name.file.relative_to(ROOT))].add(name.name)
    return {file: sorted(names) for file, names in sorted(found.items())}


def test_python_names_are_english_or_of_the_trade():
    assert strangers(name for file in python_files() for name in python_names(file)) == {}


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        ("templates/**/*.html", template_names),
        ("dts_platform/templates/**/*.html", template_names),
        ("static/css/*.css", style_names),
        ("static/js/*.js", script_names),
    ],
)
def test_names_of_pages_are_english_or_of_the_trade(pattern, read):
    files = sorted(ROOT.glob(pattern))
    assert files
    assert strangers(name for file in files for name in read(file)) == {}


def test_trade_list_holds_no_english_word_twice():
    assert listed("trade.txt") & listed("techniques.txt") == frozenset()


@pytest.mark.parametrize("name", ["octets", "lire_le_texte", "RenduImpossible", "cle_courte"])
def test_french_machine_name_is_refused(name):
    assert not known(Name(name, HERE / "x.py"), frozenset())
