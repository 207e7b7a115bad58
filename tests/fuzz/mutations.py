"""Changing bytes and words at random: what damaged and hostile inputs are made of."""

import io
import re
import zipfile

HOSTILE_BYTES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"&a;", b"]]>", b"'\"", b"\\u0000", b"\\uD800", b"%00", b"{" * 200, b"[" * 200, b"(" * 200,
    b"<a>" * 200, b"9" * 400, b"-1", b"1e999", b"\r", b"\n" * 50, b" " * 5000, b"\xc2\x85",
    b"../../etc/passwd", b"=1+1", b"<script>", "\u202e\U0001f600".encode(),
)  # fmt: skip
_WORD = re.compile(r"\s+|[?$]?\w+|[^\w\s]")


def mutated(random, content, other=b""):
    """Return bytes with one to four changes, some of them with parts of `other`."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        start = random.randrange(len(changed) + 1)
        end = min(len(changed), start + random.choice((1, 1, 4, 40, 400)))
        change = random.randrange(6)
        if change == 0 and start < len(changed):
            changed[start] ^= 1 << random.randrange(8)
        elif change == 1:
            del changed[start:end]
        elif change == 2:
            changed[start:start] = changed[start:end] * random.choice((1, 2, 30))
        elif change == 3:
            changed[start:start] = random.choice(HOSTILE_BYTES)
        elif change == 4 and other:
            place = random.randrange(len(other))
            changed[start:end] = other[place : place + random.choice((4, 40, 400))]
        else:
            del changed[start:]
    return bytes(changed)


def mutated_words(random, text, other):
    """Return a text of which some words are dropped, repeated, swapped or those of another."""
    words, others = _WORD.findall(text), _WORD.findall(other) or [" "]
    for _ in range(random.choice((1, 1, 2, 3))):
        place = random.randrange(len(words)) if words else 0
        change = random.randrange(6)
        if change == 0:
            del words[place : place + 1]
        elif change == 1:
            words[place:place] = words[place : place + random.randrange(1, 6)]
        elif change == 2:
            words[place : place + 1] = [random.choice(others)]
        elif change == 3:
            start = random.randrange(len(others))
            words[place:place] = others[start : start + random.randrange(1, 12)]
        elif change == 4 and words:
            one, two = place, random.randrange(len(words))
            words[one], words[two] = words[two], words[one]
        else:
            words[place : place + 1] = [w.swapcase() for w in words[place : place + 1]]
    return "".join(words)


def mutated_archive(random, content):
    """Return a ZIP archive with one part changed, or the bytes of the archive changed."""
    if random.random() < 0.3:
        return mutated(random, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(parts))
    parts[name] = mutated(random, parts[name], parts[random.choice(sorted(parts))])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
