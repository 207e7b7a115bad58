"""How long `nmc ingest` takes for a PDF of 100 pages."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.results import Section

PAGES, LINES = 100, 44
SECONDS = 15.0
# Invented sentences, so that every page has figures, names and speech to find.
_SENTENCES = (
    "From 20{a:02} to 20{b:02}, truancy in Harrow Vale fell by {n} percent.",
    '"We count children in school," said Dolores Whitcomb, the compact\'s executive director.',
    "Reading rose from {n} percent in 20{a:02} to {m} percent in 20{b:02}.",
    "Because of budget constraints, the compact has left some positions unfilled.",
    "The board met {n} times and visited seven schools in the valley that year.",
    "Comparable attendance data for 20{b:02} were not available.",
)


def measure(size: str) -> Section:
    """Write a PDF of 100 pages, and time the command three times."""
    section = Section("ingest", size, "A document of 100 pages")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hundred.pdf"
        path.write_bytes(_pdf([_page(number) for number in range(PAGES)]))
        command = [sys.executable, "-m", "nmc_graph", "ingest", str(path), "--format", "json"]
        subprocess.run(command, check=True, capture_output=True)  # builds the graph if need be
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - begun)
        items = done.stdout.count(b'"kind": ')
    best = min(times)
    section.say(
        f"`nmc ingest` of a PDF of {PAGES} pages with {PAGES * LINES:,} lines, from the start of "
        f"the command to its end: {best:.1f} s at best, {max(times):.1f} s at worst of three; "
        f"{items:,} items found.\n"
    )
    section.target(
        "ingest of a PDF of 100 pages", f"≤ {SECONDS:.0f} s", f"{best:.1f} s", best <= SECONDS
    )
    return section


def _page(number: int) -> list[str]:
    lines = [f"Harrow Vale yearbook, page {number + 1}"]
    for line in range(1, LINES):
        n = (number * LINES + line) % 90 + 5
        sentence = _SENTENCES[(number + line) % len(_SENTENCES)]
        lines.append(sentence.format(a=n % 8 + 1, b=n % 8 + 9, n=n, m=n + 5))
    return lines


def _pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF with the lines of each page in Helvetica."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for lines in pages:
        text = "BT /F1 10 Tf 15 TL 50 750 Td\n" + "".join(
            f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines
        )
        stream = f"{text}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        % (
            count,
            table,
            count,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )
