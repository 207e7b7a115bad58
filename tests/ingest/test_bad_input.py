"""Documents that can't be read: errors with place and remedy, exit code 2."""

import io
import sys
import time
import zipfile

import pytest

from nmc_graph.ingest.document import DocumentError
from nmc_graph.ingest.extract import extract
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import docx, read
from tests.commands import nmc

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*, encrypted=False, page=""):
    """Return a PDF of one page, with this content."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <"
        + "aa" * 32
        + "> /U <"
        + "bb" * 32
        + "> >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    encrypt = " /Encrypt 5 0 R /ID [<aa><aa>]" if encrypted else ""
    start = len(body)
    return (
        body
        + (
            f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R{encrypt} >>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
    )


def word(xml, *, name="word/document.xml", more=()):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        for other in more:
            archive.writestr(other, "<x/>")
    return content.getvalue()


def body(inside):
    return f"<w:document {W}><w:body>{inside}</w:body></w:document>"


INSERTED = body(
    "<w:p><w:r><w:t>Kept.</w:t></w:r></w:p>"
    '<w:p><w:ins w:author="Ada"><w:r><w:t>New.</w:t></w:r></w:ins></w:p>'
)
BOMB = body("<w:p><w:r><w:t>" + "a" * 30_000_000 + "</w:t></w:r></w:p>")
ENTITIES = '<!DOCTYPE x [<!ENTITY a "b">]>' + body("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")

EXTERNAL = ENTITIES.replace('ENTITY a "b"', 'ENTITY a SYSTEM "file:///etc/passwd"')
EXPANDING = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
LAUGHS = ENTITIES.replace('<!ENTITY a "b">', f'<!ENTITY a0 "ha">{EXPANDING}').replace("&a;", "&a8;")

CASES = {
    "encrypted PDF": ("a.pdf", pdf(encrypted=True), "encrypted", "password"),
    "PDF of images": ("a.pdf", pdf(page="q Q"), "page 1: its pages are images", "ocrmypdf"),
    "no PDF": ("a.pdf", b"hello", "isn't a readable PDF", "again"),
    "Latin-1": ("a.txt", b"caf\xe9\nnext", "line 1, column 4: byte 0xE9", "iconv -f WINDOWS-1252"),
    "UTF-16": ("a.txt", "text".encode("utf-16"), "UTF-16", "iconv -f UTF-16"),
    "wrong byte in HTML": ("a.html", b"<p>ok</p>\n<p>\xff</p>", "line 2, column 4", "UTF-8"),
    "empty": ("a.md", b" \n\t\n", "empty", "saved"),
    "only rules": ("a.txt", b"--- 123 ---", "no text", "right file"),
    "binary": ("a.txt", b"abc\0def", "isn't a text file", "suffix"),
    "other suffix": ("a.xyz", b"text", "doesn't read files ending in .xyz", ".docx"),
    "tracked changes": ("a.docx", word(INSERTED), "paragraph 2: an insertion by Ada", "Accept All"),
    "zip bomb": ("a.docx", word(BOMB), "unpacks to", "copy the text"),
    "entities": ("a.docx", word(ENTITIES), "entities", "where it is from"),
    "external entity": ("a.docx", word(EXTERNAL), "entities", "where it is from"),
    "expanding entities": ("a.docx", word(LAUGHS), "entities", "where it is from"),
    "Latin-1 in Markdown": ("a.md", "# Ren\xe9".encode("latin-1"), "line 1, column 6", "iconv"),
    "empty PDF": ("a.pdf", b"", "empty", "saved"),
    "empty Word": ("a.docx", b"", "empty", "saved"),
    "damaged XML": ("a.docx", word("<w:document"), "damaged", "repair"),
    "no archive": ("a.docx", b"PK but not", "isn't a Word document", "save it again"),
    "other archive": ("a.docx", word("<x/>", name="x.xml"), "isn't a Word document", "again"),
    "old or encrypted Word": ("a.docx", docx._OLE + b"x", "protected by a password", "password"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_error_has_the_place_and_a_remedy(tmp_path, case):
    name, content, message, remedy = CASES[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert message in str(caught.value)
    assert name in str(caught.value)
    assert remedy in caught.value.hint


def test_pdf_without_its_library_is_an_error_that_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf())
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert "nmc-graph[ingest]" in caught.value.hint


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    with pytest.raises(DocumentError, match="200 MB, and the limit is 50 MB"):
        read(path)


def test_the_command_exits_with_2_and_writes_nothing(tmp_path):
    path, out = tmp_path / "a.txt", tmp_path / "out.trig"
    path.write_bytes(b"caf\xe9")
    done = nmc("ingest", path, "--out", out)
    assert (done.returncode, done.stdout, out.exists()) == (2, "", False)
    assert "line 1, column 4" in done.stderr


def test_comments_of_a_word_document_are_mentioned_not_read(tmp_path):
    path = tmp_path / "a.docx"
    text = body("<w:p><w:r><w:t>Founded: 2001</w:t></w:r></w:p>")
    path.write_bytes(word(text, more=["word/comments.xml"]))
    document = read(path)
    assert document.text == "Founded: 2001\n\n"
    assert "comments" in document.notes[0]


def test_control_characters_of_a_document_do_not_reach_the_terminal(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Focus: \x1b[31mHealth\n\nA line \x1b]0;title\x07 that says nothing.\n")
    done = nmc("ingest", path, "--format", "json")
    assert done.returncode == 0
    assert "Not placed" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


HOSTILE = (
    "5 percent ",
    "A: ",
    "from 2004 to ",
    '"a" ',
    "said Al Bo, ",
    "the director, ",
    "1 A St\nB, CA ",
)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text * 3000)
    begun = time.process_time()
    extract(read(path), load())
    assert time.process_time() - begun < 3


def test_html_in_an_older_encoding_is_read_as_declared(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b'<meta charset="iso-8859-1"><p>Caf\xe9 \x93quoted\x94</p>')
    assert read(path).text == "Caf\u00e9 \u201cquoted\u201d\n\n"


def test_html_is_read_without_frame_and_without_requests(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<head><title>T</title></head><nav>Home</nav><main><h1>Harrow</h1><p>One<br>two</p>"
        "<script>alert(1)</script><p hidden>no</p><img src='http://127.0.0.1:9/x'></main>"
        + "<div>" * 3000
        + "deep"
    )
    document = read(path)
    assert document.text.startswith("Home\n\nHarrow\n\nOne two\n\n")
    assert "alert" not in document.text
    assert [part.kind for part in document.parts][:2] == ["furniture", "heading"]
