"""From prose to items: quotations, posts, indirect speech, results and cues."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nmc_graph.ingest.document import Part, Span, trimmed
from nmc_graph.ingest.fields import items, pieces
from nmc_graph.ingest.gazetteer import Cue, Gazetteer
from nmc_graph.ingest.items import AUTHORS, Item
from nmc_graph.ingest.notebook import Notebook
from nmc_graph.ingest.results import ResultReader, results
from nmc_graph.ingest.sentences import sentences
from nmc_graph.ingest.speech import Quotation, Report, pull_quote, quotations, reports

_HEDGE = re.compile(
    r"\b(?:probably|perhaps|may|might|likely|seems?|appears?|possibly)\b", re.IGNORECASE
)
_ISSUES = re.compile(
    r"\b(?:such issues as|issues (?:such as|including|like))\s+(?P<list>[^.;:]+)", re.IGNORECASE
)
_ISSUE_WORDS = 4
_ENDS = re.compile(r"[.!?:\"')\]]\d{0,2}\s*\Z")


_SPEAKS = re.compile(
    r"\b(?:said|says|explain|add|note|recall|observ|ask|told|according|puts? it|likes? to say)",
    re.I,
)


class ProseReader:
    """Reads one part after the other into a notebook."""

    def __init__(self, gazetteer: Gazetteer, book: Notebook) -> None:
        self._document, self._gazetteer, self._book = book.document, gazetteer, book
        self._quoted: list[tuple[str, int]] = []
        """Words of each quotation, and the number of its item."""
        self._is_placed = False
        self._results_reader = ResultReader(book.document.plain)
        self._cut: Span | None = None
        """A sentence that a pull quote has cut in two, as far as it was read."""

    def read(self, parts: Sequence[Part], number: int) -> int:
        """Read a part, with the line after it if that names the speaker; return how many."""
        part = parts[number]
        following = parts[number + 1] if number + 1 < len(parts) else None
        pulled, mention = pull_quote(self._document, part, following, self._book.people)
        if pulled and mention and following:
            for quotation in pulled:
                self._add_quotation(quotation)
            if (person := pulled[0].speaker) and mention.post:
                self._book.add_role(person, mention.span, voice="label")
            else:
                gist = "A line that names the speaker."
                self._book.add_layout(mention.span, gist, "speaker")
            return 2
        if part.kind == "heading":
            self._book.add_layout(part.span, "A heading.", "heading")
            return 1
        self._read_prose(part.span, is_last=following is None)
        return 1

    def read_values(self, values: Sequence[Span], *, is_placed: bool) -> None:
        """Read values of a field as prose; what isn't understood may have its place already."""
        self._is_placed = is_placed
        for piece in (p for value in values for p in pieces(self._document, value)):
            self._read_prose(piece, is_last=True, is_field=True)
        self._is_placed = False

    def finish(self) -> None:
        """Read what a sentence has that was cut off and didn't go on."""
        cut, self._cut = self._cut, None
        if cut:
            self._read_sentence(cut, [], [])

    def _read_prose(self, span: Span, *, is_last: bool, is_field: bool = False) -> None:
        plain = self._document.plain
        people = self._book.people
        self._results_reader = ResultReader(plain)
        before = {person.name: len(person.spans) for person in people.known}
        spoken = quotations(self._document, span, people)
        direct = [q.span for q in spoken]
        told = reports(self._document, span, people, direct)
        for quotation in spoken:
            self._add_quotation(quotation)
        for person in people.known:
            for place in dict.fromkeys(person.spans[before.get(person.name, 0) :]):
                self._book.add_role(person, place)
        ended = bool(_ENDS.search(plain[slice(*span)]))
        if not plain[span.start].islower():
            self.finish()
        for sentence in sentences(plain, *span):
            cut = self._cut
            if cut and sentence.start == span.start and plain[sentence.start].islower():
                self._cut = None
                self._read_sentence(sentence, direct, told, also=cut)
            elif sentence.end == span.end and not ended and not is_last and not is_field:
                self._cut = self._rest_of(sentence, direct)
            else:
                self._read_sentence(sentence, direct, told)

    def _rest_of(self, sentence: Span, direct: Sequence[Span]) -> Span:
        """Return a sentence without the quotation before it in one sentence."""
        start = max([sentence.start, *(q.end for q in direct if q.end <= sentence.end)])
        return trimmed(self._document.plain, start, sentence.end, '"')

    def _read_sentence(
        self,
        sentence: Span,
        direct: Sequence[Span],
        told: Sequence[Report],
        also: Span | None = None,
    ) -> None:
        """Add what a sentence says besides its quotations; list what isn't understood."""
        spans = [also, sentence] if also else [sentence]
        if any(q.overlap(sentence) for q in direct):
            self._rest_beside_quotation(sentence, direct, told)
            return
        report = next((r for r in told if r.span.overlap(sentence)), None)
        found = self._results(sentence)
        text = " ".join(self._document.words(span) for span in spans)
        found = self._cues(text, spans, report) or found
        found = self._issues(sentence) or found
        if report and not found:
            self._add_report(report)
        elif not found and not self._is_placed:
            self._book.add_unplaced(spans, todo="Read this and add a claim, or drop it.")

    def _rest_beside_quotation(
        self, sentence: Span, direct: Sequence[Span], told: Sequence[Report]
    ) -> None:
        """Read the rest of a sentence with a quotation: a report, a cue."""
        plain = self._document.plain
        edges = [sentence.start]
        for q in direct:
            if q.overlap(sentence):
                edges += [q.start, q.end]
        edges.append(sentence.end)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            rest = trimmed(plain, start, max(start, end), '",.')
            if rest.end - rest.start < 2:
                continue
            report = next((r for r in told if r.span.overlap(rest)), None)
            if report:
                span = trimmed(plain, max(rest.start, report.span.start), report.span.end)
                if not self._cues(self._document.words(span), [span], report):
                    self._add_report(report)
            elif self._is_attribution(rest):
                self._book.add_layout(rest, "Who speaks.", "speaker")
            elif not self._results(rest) and not self._cues(
                self._document.words(rest), [rest], None
            ):
                self._book.add_unplaced([rest])

    def _is_attribution(self, rest: Span) -> bool:
        words = self._document.words(rest)
        return bool(_SPEAKS.search(words)) and len(words.split()) <= 25

    def _results(self, sentence: Span) -> bool:
        found = False
        for result in self._results_reader.read(*sentence):
            self._book.add_result(result)
            found = True
        return found

    def _issues(self, sentence: Span) -> bool:
        """Add the issues that prose lists: "around such issues as housing and health"."""
        match = _ISSUES.search(self._document.plain, *sentence)
        found = items(self._document, Span(*match.span("list"))) if match else []
        short = [i for i in found if len(self._document.words(i).split()) <= _ISSUE_WORDS]
        for issue in short if len(short) == len(found) else ():
            value = self._document.words(issue)
            gist = f"{value[:1].upper()}{value[1:]} is one of the issues."
            values = {"value": value, "key": "issue", "concerns": "organization", "labels": []}
            todos = ("Is this an issue of the organization, or of the collaborative?",)
            self._book.add("focus", [issue], gist, values=values, confidence=0.7, todos=todos)
        return bool(found) and len(short) == len(found)

    def _cues(self, text: str, spans: Sequence[Span], report: Report | None) -> bool:
        """Add the claims of all cues in a text; those after the first share its statement."""
        first: int | None = None
        voice = "indirect-report" if report else "authorial"
        for cue in self._gazetteer.cues:
            if cue.pattern.search(text):
                added = self._add_cue(cue, spans, text, voice, AUTHORS, first)
                first = first or added.number
        return first is not None

    def _add_cue(
        self,
        cue: Cue,
        spans: Sequence[Span],
        text: str,
        voice: str,
        who: str,
        evidence: int | None,
    ) -> Item:
        hedged = bool(_HEDGE.search(text)) and not who
        return self._book.add(
            "cue",
            spans,
            cue.gist,
            values={
                "cue": cue.name,
                "class": cue.class_,
                "concepts": cue.values,
                "concerns": cue.concerns,
                "certainty": "hedged" if hedged else "",
            },
            voice=voice,
            speaker=who,
            confidence=cue.confidence,
            todos=(f"Does the text really speak of this: {cue.name}?",),
            evidence=evidence,
        )

    def _add_report(self, report: Report) -> None:
        name = report.speaker.name if report.speaker else report.post
        self._book.add(
            "report",
            [report.span],
            f"The document reports what {name or 'somebody'} says.",
            values={"person": report.speaker.name if report.speaker else ""},
            voice="indirect-report",
            confidence=0.6,
            todos=("Put in your own words what is reported, and add a claim.",),
        )

    def _add_quotation(self, quotation: Quotation) -> None:
        name = quotation.speaker.name if quotation.speaker else ""
        who = name or quotation.post or "somebody"
        words = self._document.words(quotation.span).casefold().strip(" .,!?")
        restates = next((n for w, n in self._quoted if w == words), None)
        values = {
            "person": name,
            "post": quotation.post,
            "organization": quotation.organization,
            "pull-quote": quotation.is_pull_quote,
        }
        todos = ["Put the gist of this quotation in your own words."]
        if not name:
            todos.append("Who speaks? The text names no person next to the quotation.")
        item = self._book.add(
            "quotation",
            [quotation.span],
            f"{who[:1].upper()}{who[1:]} is quoted; the gist is still to be written.",
            values=values,
            voice="direct-quotation" if name else "indirect-report",
            speaker=name,
            confidence=quotation.confidence,
            todos=todos,
            restates=restates,
        )
        self._quoted.append((words, item.number))
        text = self._document.words(quotation.span)
        if name and restates is None:
            for result in results(self._document.plain, *quotation.span):
                self._book.add_result(
                    result, speaker=name, span=quotation.span, evidence=item.number
                )
            for cue in self._gazetteer.cues:
                if cue.pattern.search(text):
                    self._add_cue(
                        cue, [quotation.span], text, "direct-quotation", name, item.number
                    )
