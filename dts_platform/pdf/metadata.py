"""What a document declares of itself, in the metadata that PDF/A-2a and PDF/UA-1 both read."""

from datetime import datetime
from importlib.metadata import version
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, String

from dts_platform.pdf.parts import DocumentInfo

MEDIA_TYPE = "application/pdf"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<rdf:Description rdf:about="" pdfaid:part="2" pdfaid:conformance="A" pdfuaid:part="1" pdf:Producer="{producer}"
 xmp:CreateDate="{date}" xmp:ModifyDate="{date}">
<dc:format>{media_type}</dc:format>
<dc:language><rdf:Bag><rdf:li>fr</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def describe(pdf: pikepdf.Pdf, info: DocumentInfo) -> None:
    """Write the title, author, subject and date of a document, and the two norms it holds to."""
    date = datetime.fromisoformat(info.date).replace(microsecond=0)
    producer = f"WeasyPrint {version('weasyprint')}, pikepdf {version('pikepdf')}"
    values = {"title": info.title, "author": info.author, "description": info.description}
    xmp = _XMP.format(
        media_type=MEDIA_TYPE,
        producer=producer,
        date=date.isoformat(),
        **{name: escape(value) for name, value in values.items()},
    )
    pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, xmp.encode()))
    pdf.Root.Metadata.Type, pdf.Root.Metadata.Subtype = Name.Metadata, Name.XML
    offset = date.strftime("%z") or "+0000"
    pdf_date = f"D:{date:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}"
    for key, value in {
        "/Title": info.title,
        "/Author": info.author,
        "/Subject": info.description,
        "/Producer": producer,
        "/CreationDate": pdf_date,
        "/ModDate": pdf_date,
    }.items():
        pdf.docinfo[key] = String(value)
    pdf.Root.Lang = String("fr")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
