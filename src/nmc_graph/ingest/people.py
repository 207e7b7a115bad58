"""Names of people and their posts, as printed next to quotations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from nmc_graph.ingest.document import Span

_WORD = r"(?:[A-Z][a-z]+(?:[A-Z][a-z]+)?(?:['-][A-Z][a-z]+)*(?![a-z-])|[A-Z]\.|[A-Z][A-Z.]*(?=\s))"
NAME = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Rev|Judge|Mayor|Chief|Sister)\.?\s+)?"
    rf"{_WORD}(?:\s+(?:de\s+la\s+|de\s+|van\s+|von\s+)?{_WORD}){{0,3}}"
)
POST = (
    r"(?:(?:co-|vice |deputy |associate |assistant |interim |acting |former |founding |executive |"
    r"program |project |regional |managing |board |senior |data |policy |community |police |fire |"
    r"school |county |city |health )*"
    r"(?:executive director|director|president|chair(?:man|woman|person)?|coordinator|manager|"
    r"superintendent|mayor|founder|ceo|chief executive(?: officer)?|chief|officer|principal|leader|"
    r"organizer|commissioner|analyst|evaluator|pastor|judge|secretary|treasurer|teacher|resident|"
    r"nurse|dean|sheriff))"
)
_BEGIN = re.compile(rf"\s*(?P<name>{NAME})")
_POST_AFTER = re.compile(
    rf",?\s*(?:who (?:is|was|serves as)\s+)?(?:the\s+|a\s+|an\s+|its\s+)?"
    rf"(?:(?P<whose>(?:organization|initiative|collaborative|group|program|partnership|city|county|"
    rf"project|foundation|[A-Z][\w.&' -]{{1,60}}?)'s?\s+))?(?P<post>{POST})\b"
    rf"(?:\s+(?:of|at|for|with)\s+(?P<org>(?:the\s+)?[A-Z][\w.&'-]*(?:\s+(?:of|the|and|for|[A-Z][\w.&'-]*))*))?",
    re.IGNORECASE,
)
_POST_BEFORE = re.compile(rf"(?P<post>{POST})\s+(?P<name>{NAME})")
_POST_COMMA_NAME = re.compile(
    rf"\s*(?:(?:our|the|its|their|a|an)\s+)?"
    rf"(?:(?P<whose>[\w-]+(?:\s[\w-]+){{0,3}})'s\s+)?(?P<post>{POST}),\s+"
    rf"(?P<name>{NAME})\b"
)
_JOINT = re.compile(r"[\s,]*(?:the\s+|its\s+)?")
_NAME_NEXT = re.compile(rf",?\s+(?P<name>{NAME})")
_NAME_BEFORE = re.compile(rf"(?P<name>{NAME}),\s+\Z")
_LINE = re.compile(
    rf"\A[\s—–-]*(?P<name>{NAME})\s*[,|]\s*(?P<post>[^,|\n]{{3,60}}?)(?:\s*[,|]\s*(?P<org>[^\n]{{3,120}}?))?\s*\Z"
)
_CAPITALS_LINE = re.compile(
    r"\A[\s—–-]*(?P<name>[A-Z][A-Z.'-]+(?:\s+[A-Z][A-Z.'-]*){1,3})\s*[,|]\s*"
    r"(?P<post>[A-Z][A-Z .'-]{3,60}?)(?:\s*[,|]\s*(?P<org>[A-Z][A-Z0-9 .,&'-]{3,120}?))?\s*\Z"
)
_POST_LINE = re.compile(
    rf"\A[\s—–-]*(?P<post>(?:the\s+)?{POST})(?:\s*,\s*|\s+of\s+|\s+at\s+)(?P<org>[A-Z][^\n]{{2,100}}?)\s*\Z",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\A(?:(?:Mr|Mrs|Ms|Dr|Rev|Sister)\.?|(?P<post>Judge|Mayor|Chief))\s+")
_DESCRIBED = re.compile(rf"\s*(?:[\w'-]+\s+){{1,5}}?(?P<name>{NAME})(?=[.,]|\s*\Z)")
_UNNAMED = re.compile(
    rf"\b[Tt]he\s+(?:(?P<whose>[\w-]+(?:\s[\w-]+)?)'s\s+)?(?P<post>{POST})\b", re.IGNORECASE
)
_NOT_NAMES = frozenset({
    "The", "This", "That", "These", "Those", "It", "We", "They", "He", "She", "I", "But", "And",
    "Because", "Since", "What", "When", "Where", "Our", "In", "On", "At", "As", "For", "From",
    "To", "If", "One", "Most", "Many", "Some", "All", "Its", "Their", "There", "Here", "Now",
    "Today", "After", "Before", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday",
})  # fmt: skip
_OF_NAMES = frozenset({
    "Partnership", "Partnerships", "Community", "County", "City", "Center", "Council",
    "Foundation", "Trust", "Initiative", "Alliance", "Coalition", "Schools", "School",
    "Department", "Network", "Association", "Program", "Project", "Table", "Collaborative",
    "Institute", "University", "College", "Families", "Services", "Hospital", "Library", "Fund",
})  # fmt: skip


@dataclass
class Person:
    """A person whom the document names, with the post that it gives."""

    name: str
    post: str = ""
    organization: str = ""
    """As printed; `the organization` and the like are unchanged."""
    spans: list[Span] = field(default_factory=list)
    """Where the post is given."""

    @property
    def last_name(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


class Mention(NamedTuple):
    """A name or post next to a quotation."""

    span: Span
    name: str = ""
    """Empty if only a post is given."""
    post: str = ""
    organization: str = ""


def is_name(text: str) -> bool:
    """Return whether capitalized words are the name of a person and not of a group."""
    words = text.split()
    return (
        bool(words)
        and words[0] not in _NOT_NAMES
        and not _OF_NAMES.intersection(words)
        and all(w[0].isupper() or w in ("de", "la", "van", "von") for w in words)
    )


def mention_after(plain: str, start: int, end: int) -> Mention | None:
    """Return the person named right after a position, with the post that follows the name."""
    joint = _JOINT.match(plain, start, end)
    before = _POST_BEFORE.match(plain, joint.end() if joint else start, end)
    if before and is_name(before["name"]):
        return Mention(Span(*before.span()), before["name"], before["post"].lower())
    named = _POST_COMMA_NAME.match(plain, start, end)
    if named and is_name(named["name"]):
        return Mention(
            Span(named.start("post"), named.end()),
            named["name"],
            named["post"].lower(),
            named["whose"] or "",
        )
    match = _BEGIN.match(plain, start, end)
    if match and is_name(match["name"]):
        begin, close = match.span("name")
        post = _POST_AFTER.match(plain, close, end)
        if post and post["post"] and plain[close : close + 1] in (",", " "):
            return Mention(Span(begin, post.end()), match["name"], post["post"].lower(), _org(post))
        return Mention(Span(begin, close), match["name"])
    described = _DESCRIBED.match(plain, start, end)
    if described and " " in described["name"] and is_name(described["name"]):
        return Mention(Span(*described.span("name")), described["name"])
    post = _POST_AFTER.match(plain, start, end)
    if post and (post["whose"] or post["org"]):
        return Mention(Span(post.start("post"), post.end()), "", post["post"].lower(), _org(post))
    return None


def unnamed_before(plain: str, start: int, end: int) -> Mention | None:
    """Return the last person between two positions who is named by the post, or first by it."""
    found = list(_UNNAMED.finditer(plain, start, end))
    if not found:
        return None
    last = found[-1]
    post, whose = last["post"].lower(), last["whose"] or ""
    following = _NAME_NEXT.match(plain, last.end(), end)
    if following and is_name(following["name"]):
        return Mention(Span(last.start("post"), following.end()), following["name"], post, whose)
    preceding = _NAME_BEFORE.search(plain[start : last.start()])
    if preceding and is_name(preceding["name"]):
        begin = start + preceding.start("name")
        return Mention(Span(begin, last.end()), preceding["name"], post, whose)
    return Mention(Span(*last.span()), "", post, whose)


def mention_before(plain: str, start: int, end: int) -> Mention | None:
    """Return the person named last between two positions, if the name ends there."""
    for match in re.finditer(NAME, plain[start:end]):
        if match.end() == end - start and is_name(match[0]):
            return Mention(Span(start + match.start(), end), match[0])
    appositive = re.search(rf"(?P<name>{NAME}),\s+(?P<rest>[^,]+(?:,[^,]+)?),?\Z", plain[start:end])
    if appositive and is_name(appositive["name"]):
        begin = start + appositive.start()
        found = mention_after(plain, begin, end)
        return found if found and found.post else None
    return None


def attribution_line(plain: str) -> Mention | None:
    """Return the person of a line such as "ADA PENN, EXECUTIVE DIRECTOR, FERNWICK TRUST"."""
    text = plain.strip()
    if match := _CAPITALS_LINE.match(text):
        return Mention(
            Span(0, len(plain)),
            _titled(match["name"]),
            match["post"].lower().strip(),
            _titled(match["org"] or ""),
        )
    match = _LINE.match(text)
    if match and is_name(match["name"]) and re.search(POST, match["post"], re.IGNORECASE):
        return Mention(
            Span(0, len(plain)), match["name"], match["post"].lower(), (match["org"] or "").strip()
        )
    if text[:1] in "—–-" and (name := text.lstrip("—–- ")) and re.fullmatch(NAME, name):
        return Mention(Span(0, len(plain)), name) if is_name(name) else None
    match = _POST_LINE.match(text)
    if match and len(text.split()) <= 12 and (text[:1] in "—–-" or text.isupper()):
        return Mention(Span(0, len(plain)), "", match["post"].lower(), match["org"].strip())
    return None


def _org(match: re.Match[str]) -> str:
    whose = (match["whose"] or "").strip()
    if whose:
        return re.sub(r"'s?\Z", "", whose)
    name = " ".join((match["org"] or "").split()).rstrip(".")
    return re.sub(r"\A[Tt]he\s+", "", name)


def _titled(capitals: str) -> str:
    """Return a name in capitals as it is usually written."""
    small = {"of", "the", "and", "for", "in"}
    words = [w.capitalize() if w.isupper() else w for w in capitals.split()]
    return " ".join(w.lower() if w.lower() in small and n else w for n, w in enumerate(words))


class People:
    """The people of a document; a last name or pronoun means one who was named before."""

    def __init__(self, plain: str = "") -> None:
        self.known: list[Person] = []
        self._plain = plain

    def add(self, mention: Mention) -> Person | None:
        """Note a mention, and return the person; None if it has no name."""
        if not mention.name:
            return None
        person = self.find(mention.name)
        if person is None:
            title = _TITLE.match(mention.name)
            person = Person(self._full_name(_TITLE.sub("", mention.name), mention.span.start))
            if title and title["post"]:
                person.post = title["post"].lower()
                person.spans.append(mention.span)
            self.known.append(person)
        if mention.post and not person.post:
            person.post, person.organization = mention.post, mention.organization
        if mention.post:
            person.spans.append(mention.span)
        return person

    def _full_name(self, name: str, before: int) -> str:
        """Return the whole name if only the last one is given here, but both before."""
        if " " in name:
            return name
        pattern = rf"\b[A-Z][a-z]+\s+(?:[A-Z]\.\s+)?{re.escape(name)}\b"
        found = [m[0] for m in re.finditer(pattern, self._plain[:before]) if is_name(m[0])]
        return " ".join(found[-1].split()) if found else name

    def find(self, name: str) -> Person | None:
        """Return the person with a whole or last name, the latest first."""
        folded = _TITLE.sub("", name).casefold()
        for person in reversed(self.known):
            if folded in (person.name.casefold(), person.last_name.casefold()):
                return person
            if folded.split()[-1] == person.last_name.casefold() and len(folded.split()) == 1:
                return person
        return None
