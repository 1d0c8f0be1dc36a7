"""Loading the content files: twice changes nothing, an editor's later work is never overwritten unasked.

A file is one root (a fiche, an experience, a landmark…) or a list of them, followed by their children. The journal
keeps what each file said at its last load. Of a file that changed, a field is written where the database still says
what the file said then; where an editor changed it too, the editor's stays and is reported.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from dts_platform.content.files import ContentFile, UnreadableContent
from dts_platform.content.formatter import content_files
from dts_platform.content.journal import Base, LoadedFile
from dts_platform.content.references import References
from dts_platform.content.writer import CLASHES, FileWriter, Kept

__all__ = ["ContentFile", "Kept", "LoadReport", "UnreadableContent", "load"]


@dataclass
class LoadReport:
    """What a load did: the files loaded, those unchanged, what stays as editors left it, what the gate of texts said."""

    loaded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class _Journal:
    """What files said, read only for those that changed: `known` gives the digest of each file."""

    def __init__(self, root: Path):
        self.root = root
        self.known = dict(LoadedFile.objects.values_list("chemin", "empreinte_du_fichier"))

    def base(self, file: ContentFile) -> Base:
        """What a file said at its last load, under its name or under a former one."""
        if file.path in self.known:
            return Base.of(LoadedFile.objects.values_list("objets", flat=True).get(chemin=file.path))
        gone = [path for path in self.known if not (self.root / path).exists()]
        roots = {(model._meta.label_lower, key) for (model, key), new in file.by_key.items() if new.owner is None}
        for objects in LoadedFile.objects.filter(chemin__in=gone).values_list("objets", flat=True):
            base = Base.of(objects)
            if any((one.model, one.key) in roots for one in base.objects):
                return base
        return Base()

    def write(self, writer: FileWriter) -> None:
        """Remember what a file said. One that could not be written whole is read again next time."""
        whole = not any(kept.reason == CLASHES for kept in writer.kept)
        LoadedFile.objects.update_or_create(
            chemin=writer.file.path,
            defaults={
                "empreinte_du_fichier": writer.file.digest if whole else "",
                "objets": [one.record() for one in writer.next_base()],
            },
        )


GUARDS: list[Callable[[], AbstractContextManager]] = []


def add_guard(guard: Callable[[], AbstractContextManager]) -> None:
    """Let an upper room look at the content before and after each load; what it raises undoes the load."""
    GUARDS.append(guard)


@transaction.atomic
def load(root: Path, overwrite: bool = False, paths: Iterable[Path] | None = None) -> LoadReport:
    """Load the content below a folder, all of it or nothing. `overwrite` puts the text of the files everywhere."""
    journal, report, changed = _Journal(root), LoadReport(), []
    for path in paths or content_files(root):
        file = ContentFile.read(root, path)
        if journal.known.get(file.path) == file.digest and not overwrite:
            report.unchanged.append(file.path)
        else:
            changed.append(file)
            report.loaded.append(file.path)
    if changed:
        with ExitStack() as guards:
            for guard in GUARDS:
                guards.enter_context(guard())
            _write(changed, journal, report, overwrite)
    return report


def _write(files: list[ContentFile], journal: _Journal, report: LoadReport, overwrite: bool) -> None:
    """Write what files say, then the relations between their texts; the report tells what stays or is to be read."""
    references, first = References(), not journal.known
    writers = [FileWriter(file, journal.base(file), references, first, overwrite) for file in files]
    for writer in writers:
        writer.write()
    for writer in writers:
        writer.detach()
    for writer in writers:
        writer.relate()
        journal.write(writer)
        report.kept += writer.kept
        report.remarks += [f"{writer.file.path}, {remark}" for remark in writer.file.remarks]
