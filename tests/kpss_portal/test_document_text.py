"""Documents become pages: headings under the h1, tables kept, pictures left out, nothing that acts."""

import io
import zipfile

import pikepdf
import pytest
from odf import table, text
from odf.opendocument import OpenDocumentText

from kpss_portal import document_text
from kpss_portal.document_text import PageText, Unreadable, page_text, tidy, words_for_checks
from kpss_portal.pdf import is_available

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(words: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in range(1, 5)
)


def docx(*body: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        types = "http://schemas.openxmlformats.org/package/2006/content-types"
        main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{types}"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        file.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}</w:body></w:document>')
        file.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>')
    return stream.getvalue()


def test_document_is_read_as_a_page():
    cell = f"<w:tc>{paragraph('Kdo')}</w:tc>"
    data = docx(
        paragraph("Zápis", "H1"),
        paragraph("Bod 1", "H2"),
        paragraph("Text a &lt;script&gt;"),
        f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>",
    )

    assert page_text("docx", data) == PageText(
        "<h2>Zápis</h2><h3>Bod 1</h3><p>Text a &lt;script&gt;</p><table><tbody><tr><td><p>Kdo</p></td></tr></tbody></table>"
    )


def test_headings_start_under_the_page_and_skip_no_level():
    html = "<h3>a</h3><h6>b</h6><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>"

    assert tidy(html) == "<h2>a</h2><h3>b</h3><h2>c</h2><h3>d</h3><h4>e</h4><h4>f</h4>"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p>a<script>alert(1)</script><img src="x" onerror="y">b</p>', "<p>ab</p>"),
        (
            '<p><a href="#_ftn1">1</a> a <a href="javascript:x">b</a></p>',
            '<p>1 a <a rel="noopener noreferrer">b</a></p>',
        ),
        ("<p></p><p> </p><p>a</p><p><strong></strong></p>", "<p>a</p>"),
    ],
)
def test_page_is_tidy(html, clean):
    assert tidy(html) == clean


def test_open_document_is_read_as_well():
    document = OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Zápis"))
    document.text.addElement(text.P(text="Úkoly & termíny"))
    bullets = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="první"))
    bullets.addElement(item)
    document.text.addElement(bullets)
    rows = table.Table(name="T")
    row = table.TableRow()
    cell = table.TableCell()
    cell.addElement(text.P(text="buňka"))
    row.addElement(cell)
    rows.addElement(row)
    document.text.addElement(rows)
    stream = io.BytesIO()
    document.write(stream)

    assert page_text("odt", stream.getvalue()).html == (
        "<h2>Zápis</h2><p>Úkoly &amp; termíny</p><ul><li><p>první</p></li></ul>"
        "<table><tbody><tr><td><p>buňka</p></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("extension", "data"), [("docx", b"PK"), ("odt", docx()), ("pdf", b"%PDF-1.7"), ("docx", docx("<w:p>"))]
)
def test_what_cannot_be_read_says_so(extension, data):
    with pytest.raises(Unreadable):
        page_text(extension, data)


def test_overlong_text_stays_a_file(monkeypatch):
    monkeypatch.setattr(document_text, "MOST_XML", 100)

    with pytest.raises(Unreadable):
        page_text("docx", docx(paragraph("a" * 200)))


def test_words_are_read_for_checks():
    assert words_for_checks("docx", docx(paragraph("736028/5163"))) == "736028/5163"
    assert words_for_checks("odt", b"x") == ""
    assert words_for_checks("pdf", b"x") == ""


def test_words_of_a_pdf_are_read():
    assert is_available()
    import weasyprint

    data = weasyprint.HTML(string="<p>Příliš žluťoučký kůň, r. č. 736028/5163, pan Novák</p>").write_pdf()

    assert "736028/5163" in words_for_checks("pdf", data)
    assert "Příliš žluťoučký kůň" in words_for_checks("pdf", data)


@pytest.mark.skipif(not is_available(), reason="libraries of PDF documents are missing")
def test_a_pdf_becomes_paragraphs_of_its_lines():
    import weasyprint

    long = "Skupina se shodla, že chybí odlehčovací služba o víkendech, a doporučuje ji zavést. " * 4
    data = weasyprint.HTML(string=f"<h1>Zápis</h1><p>{long}</p><p>Příště v květnu & červnu.</p>").write_pdf()

    html = page_text("pdf", data).html

    assert html.startswith("<p>Zápis</p><p>Skupina se shodla")
    assert html.endswith("<p>Příště v květnu &amp; červnu.</p>")
    assert html.count("<p>") == 3


@pytest.mark.parametrize(
    "drawing",
    [
        b"/F 1 Td",
        b"1 Td",
        b"Td",
        b"(a) (b) Td",
        b"1 0 0 1 Tm",
        b"Tm",
        b"Tj",
        b"BT /None 12 Tf (a) Tj ET",
        b"1e400 1e400 Td",
    ],
)
def test_nonsense_drawn_in_a_pdf_stops_nobody(drawing):
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(drawing)
    stream = io.BytesIO()
    pdf.save(stream)

    assert isinstance(words_for_checks("pdf", stream.getvalue()), str)
