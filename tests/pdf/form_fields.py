"""The fields of a form: found, judged, filled in by a program that is not ours."""

import io
from dataclasses import dataclass

import pikepdf
import pypdf

from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.forms import FONT_NAME
from dts_platform.pdf.parts import Piece
from fiches.documents.printing import STYLESHEETS, Section, outil_document
from fiches.models import Fiche
from tests.pdf.rendering import FONTS, INFO, page_html, part_of, render

TYPED = "L’été, Noël, œuvre, façade : 12 € – « où ? » ÀÉÈÇŒŸ"
MAX_BYTES = 75_000  # a hundred fields weigh some 40 kB: an appearance each, and a whole font
CASE_BYTES = 16_000  # of a filled case: as many pages again as its tool, and the italic of its samples


def most_pages_and_bytes(fiche: Fiche) -> tuple[int, int]:
    """How long the sheet of its tool may be, and what it may weigh."""
    return (4, MAX_BYTES + CASE_BYTES) if fiche.outil.cas else (2, MAX_BYTES)


def sheet_data(number: int) -> bytes:
    fiche = Fiche.objects.published().with_everything().get(numero=number)
    return render(outil_document(fiche)).data


def form_data(body: str) -> bytes:
    """A document that holds the HTML of a form."""
    section = Section(page_html(body), "Essai", stylesheets=(*STYLESHEETS, "css/fields.css"))
    return assemble([Piece(part_of(section), section.title)], INFO, FONTS).data


def fields_of(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Widget"]


def form_faults(pdf: pikepdf.Pdf) -> list[str]:
    """What is wrong with the fields of a document."""
    faults, fields = [], fields_of(pdf)
    form = pdf.Root.get("/AcroForm")
    if form is None or [c.objgen for c in form.Fields] != [c.objgen for c in fields]:
        faults.append("AcroForm ne tient pas tous les champs")
    elif "/NeedAppearances" in form or FONT_NAME not in str(form.DA):
        faults.append("AcroForm mal réglé")
    names = [str(field.T) for field in fields]
    faults += [f"nom répété ou impropre : {name}" for name in names if names.count(name) > 1 or "." in name]
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        if "/Annots" in page and page.get("/Tabs") != "/S":
            faults.append("ordre de tabulation absent")
        left, bottom, right, top = (float(v) for v in page.MediaBox)
        for field in (a for a in page.get("/Annots", []) if a.Subtype == "/Widget"):
            x1, y1, x2, y2 = (float(v) for v in field.Rect)
            if not (left + 50 < x1 < x2 < right - 50 and bottom + 50 < y1 < y2 < top - 50):
                faults.append(f"hors des marges : {field.T} {x1, y1, x2, y2}")
            if y2 - y1 < 8 or x2 - x1 < 8:
                faults.append(f"trop petit pour écrire : {field.T}")
            element = parents[int(field.StructParent)]
            if element.S != "/Form" or element.K.Obj.objgen != field.objgen:
                faults.append(f"hors de la structure : {field.T}")
            if not str(field.TU).strip() or field.F != 4 or "/AP" not in field:
                faults.append(f"sans description, impression ou apparence : {field.T}")
            if field.FT == "/Btn" and set(field.AP.N.keys()) != {"/Oui", "/Off"}:
                faults.append(f"case sans ses deux états : {field.T}")
    return faults


def fill_in(data: bytes) -> dict[str, str]:
    """Type in every field, with a program that is not ours, and read back what the file says."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    values = {
        name: "/Oui" if field["/FT"] == "/Btn" else field["/Opt"][-1] if field["/FT"] == "/Ch" else TYPED
        for name, field in pypdf.PdfReader(io.BytesIO(data)).get_fields().items()
    }
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    output = io.BytesIO()
    writer.write(output)
    read_back = {name: field.get("/V") for name, field in pypdf.PdfReader(output).get_fields().items()}
    assert read_back == values
    return read_back


@dataclass(frozen=True)
class DrawnField:
    """What a program that is not ours draws in a field: its height, the base lines of its lines, the size of its type."""

    height: float
    bases: list[float]
    size: float

    @property
    def fits(self) -> bool:
        """Is every line within the field, its letters whole? That program lets the tails of the last one touch the edge."""
        return min(self.bases) > 0 and max(self.bases) + 0.7 * self.size <= self.height


def drawn(data: bytes, typed: str) -> dict[str, DrawnField]:
    """The fields of several lines of a document, once the same text is typed in each and read back."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    lines = [f["/T"] for page in writer.pages for f in page.get("/Annots", []) if int(f.get("/Ff", 0)) & 1 << 12]
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict.fromkeys(lines, typed), auto_regenerate=False)
    output = io.BytesIO()
    writer.write(output)
    pdf = pikepdf.open(output)
    return {str(field.T): _drawn(field) for field in fields_of(pdf) if str(field.T) in lines}


def _drawn(field: pikepdf.Dictionary) -> DrawnField:
    bases, height, size = [], 0.0, 0.0
    for operation in pikepdf.parse_content_stream(field.AP.N):
        match str(operation.operator):
            case "Tf":
                size = float(operation.operands[1])
            case "Td":
                height += float(operation.operands[1])
            case "Tj":
                bases.append(height)
    return DrawnField(float(field.Rect[3]) - float(field.Rect[1]), bases, size)
