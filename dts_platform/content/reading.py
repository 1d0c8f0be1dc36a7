"""From the bytes of a content file to what it says, read strictly: each refusal is a French sentence with its line."""

import codecs
import re
from dataclasses import dataclass, replace

import yaml

from dts_platform.text.characters import of_windows
from dts_platform.text.remarks import extract
from dts_platform.text.yaml_text import SafeLoader

_UNPRINTABLE = re.compile("[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAB = "une tabulation sert de retrait\u202f; mettez des espaces"
_PROBLEMS = {  # what PyYAML says, and what is to be done
    "mapping values are not allowed": "un «\u202f: \u202f» au milieu d’une valeur\u202f; mettez la valeur entre guillemets",
    "could not find expected ':'": "une ligne sans «\u202f: \u202f», ou dont le retrait manque",
    "did not find expected key": "un retrait ou un guillemet qui ne s’accorde pas avec les lignes voisines",
    "did not find expected '-' indicator": "un retrait qui ne s’accorde pas avec les lignes voisines",
    "did not find expected ',' or": "un crochet qui n’est pas fermé",
    "unexpected end of stream": "un guillemet qui n’est pas fermé",
    "undefined alias": "un mot qui commence par «\u202f*\u202f»\u202f; mettez la valeur entre guillemets",
    "could not determine a constructor": "un mot qui commence par «\u202f!\u202f»\u202f; mettez la valeur entre guillemets",
    "unhashable key": "une clé entre crochets",
}
MAX_NESTING = 20  # of lists and mappings: four times what our files need, far from where a parser written in C falls
MAX_REPEATED = 1_000_000  # signs that aliases may add to what is written: seven times our longest file
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
NAMED_BY = ("titre", "nom", "name", "libelle", "slug")  # the fields that tell a reader which text it is, best first


class Misread(Exception):
    """A file does not say what is expected; `line` from 1, 0 for the whole file. `text` is named by who can tell it."""

    def __init__(self, sentence: str, line: int = 0):
        super().__init__(sentence)
        self.line, self.text = line, ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.line and f"ligne {self.line}", self.text)))
        return f"{place}\u202f: {self.args[0]}" if place else self.args[0]


class Mapping(dict):
    """A mapping of a file. `lines`: where the value of each key begins; `written`: a value of one word as it stands."""

    def __init__(self):
        super().__init__()
        self.line = 0
        self.lines: dict[str, int] = {}
        self.written: dict[str, str] = {}


class _Loader(SafeLoader):
    """A safe loader that says where a value is not what its tag or its digits announce."""

    def construct_object(self, node, deep=False):
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, OverflowError):  # of PyYAML’s own constructors
            said = f"{extract(str(node.value), 60)} ne se lit pas\u202f; mettez la valeur entre guillemets."
            raise Misread(said, node.start_mark.line + 1) from None


def _mapping(loader: _Loader, node: yaml.MappingNode):
    if not isinstance(node, yaml.MappingNode):
        raise Misread("une liste de clés et de valeurs est attendue.", node.start_mark.line + 1)
    mapping = Mapping()
    mapping.line = node.start_mark.line + 1
    yield mapping
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Misread("une clé est un mot, sans crochets.", key.start_mark.line + 1)
        if key.value in mapping.lines:
            raise Misread(f"la clé {extract(key.value)} y est deux fois.", key.start_mark.line + 1)
        block = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
        mapping.lines[key.value] = value.start_mark.line + 1 + block
        mapping.written[key.value] = value.value if isinstance(value, yaml.ScalarNode) else ""
        mapping[key.value] = loader.construct_object(value, deep=True)


def _day(loader: _Loader, node: yaml.ScalarNode):
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        raise Misread(f"{extract(node.value)} n’est pas une date.", node.start_mark.line + 1) from None


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = of_windows(data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        sign = data[error.start : error.start + 1].decode("cp1252", errors="replace")
        line = re.sub(b"\r\n?", b"\n", data[: error.start]).count(b"\n") + 1
        raise Misread(
            f"{extract(sign)} n’est pas en UTF-8\u202f; enregistrez le fichier en «\u202fUTF-8\u202f».", line
        ) from None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Misread(f"le caractère de commande U+{ord(found.group()):04X} est à retirer.", line)
    return text


def _problem(text: str, error: yaml.MarkedYAMLError) -> Misread:
    unfinished = "end of stream" in str(error.problem) and error.context_mark
    mark = unfinished or error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    known = (said for problem, said in _PROBLEMS.items() if problem in str(error.problem or error.context))
    said = _TAB if "\t" in line[: mark.column + 1 if mark else 0] else next(known, "YAML ne sait pas lire ceci")
    return Misread(f"{said}\u202f: {extract(line, 60)}", mark.line + 1 if mark else 0)


@dataclass
class _Said:
    """A value of a file: its weight in signs and what goes down below it, all that it repeats counted again."""

    anchor: str | None = None
    weight: int = 1
    height: int = 0


class _Unfolded:
    """How much a file says once each alias « *a » says again what its anchor « &a » said, event after event."""

    def __init__(self):
        self.open: list[_Said] = []
        self.anchored: dict[str, _Said] = {}
        self.repeated = 0

    def take(self, event: yaml.Event) -> None:
        """Count one event; raises Misread when the whole would be too deep, too heavy, or endless."""
        line = event.start_mark.line + 1
        if isinstance(event, _STARTS):
            self.open.append(_Said(event.anchor))
        elif isinstance(event, _ENDS):
            self._said(self.open.pop())
        elif isinstance(event, yaml.ScalarEvent):
            self._said(_Said(event.anchor, 1 + len(event.value)))
        elif isinstance(event, yaml.AliasEvent):
            self._repeat(event.anchor, line)
        if self.open and len(self.open) + self.open[-1].height > MAX_NESTING:
            raise Misread("trop de valeurs y sont les unes dans les autres\u202f; écrivez-les à plat.", line)

    def _said(self, value: _Said) -> None:
        if value.anchor:
            self.anchored[value.anchor] = value
        if self.open:
            self.open[-1].weight += value.weight
            self.open[-1].height = max(self.open[-1].height, value.height + 1)

    def _repeat(self, name: str, line: int) -> None:
        if any(name == around.anchor for around in self.open):
            raise Misread(f"«\u202f*{name}\u202f» se répète à l’intérieur d’elle-même.", line)
        value = self.anchored.get(name, _Said())
        self._said(replace(value, anchor=None))
        self.repeated += value.weight
        if self.repeated > MAX_REPEATED:
            raise Misread(
                f"«\u202f*{name}\u202f» est répété jusqu’à faire plus d’un million de signes\u202f; écrivez les valeurs.",
                line,
            )


def _bound(text: str) -> None:
    """Refuse, before anything is made of it, what would fill the memory or the stack once it is."""
    unfolded = _Unfolded()
    for event in yaml.parse(text, Loader=_Loader):
        unfolded.take(event)


def read(data: bytes) -> list:
    """What a file says, mappings as `Mapping`; an empty one says nothing. Raises Misread."""
    text = decode(data)
    try:
        _bound(text)
        return yaml.load(text, Loader=_Loader) or []  # noqa: S506 – a safe loader
    except yaml.MarkedYAMLError as error:
        raise _problem(text, error) from error
    except yaml.YAMLError as error:
        raise Misread("YAML ne sait pas le lire.") from error


def _text_at(data: bytes, line: int) -> str:
    """The text that stands at this line, by its title or its name: told from the lines, since nothing else may be read."""
    lines = data.decode("utf-8", errors="replace").splitlines(keepends=True)
    starts = [rank for rank, one in enumerate(lines) if one.startswith("- ")]
    first = max((rank for rank in starts if rank < line), default=0)
    after = min((rank for rank in starts if rank >= line), default=len(lines))
    record = "".join(lines[first:after]) if line else ""
    written = (re.search(rf"^ +{name}: +(['\"]?)(\S.*?)\1 *$", record, re.M) for name in NAMED_BY)
    return next((extract(found[2]) for found in written if found), "")


def records(data: bytes) -> list[Mapping]:
    """The objects of a content file: a list of « model » and « fields ». Raises Misread."""
    try:
        return _records(read(data))
    except Misread as error:
        error.text = _text_at(data, error.line)
        raise


def _records(found: list) -> list[Mapping]:
    if not isinstance(found, list):
        raise Misread("une liste d’objets est attendue, chacun avec «\u202fmodel\u202f» et «\u202ffields\u202f».")
    for one in found:
        if not isinstance(one, Mapping):
            raise Misread(
                f"un objet est attendu, avec «\u202fmodel\u202f» et «\u202ffields\u202f», et non {extract(str(one))}."
            )
        if {*one} != {"model", "fields"}:
            said = f"un objet a «\u202fmodel\u202f» et «\u202ffields\u202f», et rien d’autre, et non {', '.join(map(str, one))}."
            raise Misread(said, one.line)
        if not isinstance(one["model"], str) or not isinstance(one["fields"], Mapping):
            raise Misread("«\u202fmodel\u202f» est un nom, «\u202ffields\u202f» des champs et leurs valeurs.", one.line)
    return found
