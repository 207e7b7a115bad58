"""The results of a draft: changes with their levels, levels, and missing data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nmc_graph.ingest.entity_writer import EntityWriter
from nmc_graph.ingest.items import Item
from nmc_graph.ingest.triples import Triples, decimal, integer, iri, slug, words

MakeClaim = Callable[[Item, str, str], str]


class ResultWriter:
    """Writes one result after the other."""

    def __init__(self, triples: Triples, entities: EntityWriter) -> None:
        self._triples, self._entities = triples, entities

    def class_and_name(self, item: Item) -> tuple[str, str]:
        """Return the class of a result, and the last part of its IRI."""
        values = item.values
        if values["goal"] and item.kind != "missing":
            class_ = "Goal"
        else:
            class_ = {"change": "ChangeObservation", "level": "LevelObservation"}.get(
                item.kind, "Observation"
            )
        years = [str(year) for year in (values["start"], values["end"]) if year]
        what = slug(values["indicator"] or "result")[:40].strip("-")
        kind = "goal" if class_ == "Goal" else item.kind
        return class_, "-".join([what, kind, *dict.fromkeys(years)])

    def write(self, item: Item, claim: str, earlier: str, make: MakeClaim) -> None:
        """Write the numbers of a result. `earlier` is what missing data would be compared with."""
        values = item.values
        self._write_subject(item, claim)
        self._write_years(claim, values)
        if values["goal"] and item.kind != "missing":
            self._write_goal(claim, item)
            return
        status = f"concept/data-status/{values['status']}"
        self._triples.add(claim, "nmc:hasDataStatus", iri(status))
        if values["qualifier"]:
            qualifier = iri(f"concept/qualifier/{values['qualifier']}")
            self._triples.add(claim, "nmc:hasQualifier", qualifier)
        if item.kind == "missing":
            if earlier:
                self._triples.add(claim, "nmc:isComparedWith", iri(earlier))
                not_assessable = iri("concept/comparability/not-assessable")
                self._triples.add(claim, "nmc:hasComparability", not_assessable)
        elif item.kind == "level":
            self._write_level(item, claim, "unit")
        else:
            self._write_change(item, claim, make)

    def _write_subject(self, item: Item, claim: str) -> None:
        values, entities = item.values, self._entities
        indicator = entities.thing(
            item, "indicator", "indicator", values["indicator"] or "unnamed measure"
        )
        self._triples.add(claim, "nmc:hasIndicator", iri(indicator))
        statement = self._triples.objects(claim, "nmc:hasEvidence")[0][1:-1]
        entities.evidence(indicator, statement)
        if values["geography"]:
            place = entities.thing(item, "geography", "place", values["geography"])
            entities.evidence(place, statement)
        else:
            place = entities.place
        if place and not (values["goal"] and item.kind != "missing"):
            self._triples.add(claim, "nmc:hasGeography", iri(place))

    def _write_years(self, claim: str, values: dict[str, Any]) -> None:
        if values["start"] and not values["goal"]:
            self._triples.add(claim, "nmc:startYear", integer(values["start"]))
        if values["end"]:
            self._triples.add(claim, "nmc:endYear", integer(values["end"]))
        if values["printed-time"]:
            self._triples.add(claim, "nmc:verbatimTime", words(values["printed-time"]))

    def _write_goal(self, claim: str, item: Item) -> None:
        values = item.values
        if item.kind == "level":
            self._triples.add(claim, "nmc:targetValue", decimal(values["value"]))
        elif values["value"] is not None and values["unit"] == "percent":
            self._triples.add(claim, "nmc:targetPercentChange", decimal(values["value"]))
        if values["unit"] == "percent":
            self._triples.add(claim, "qudt:hasUnit", iri("unit:PERCENT"))

    def _write_level(self, item: Item, claim: str, unit_key: str) -> None:
        """Write number and unit. The level of a change has its unit under another key."""
        self._triples.add(claim, "nmc:numericValue", decimal(item.values["value"]))
        if unit := item.values[unit_key]:
            found = self._entities.unit(item, unit_key, unit)
            self._triples.add(claim, "qudt:hasUnit", iri(found))

    def _write_change(self, item: Item, claim: str, make: MakeClaim) -> None:
        values = item.values
        add = self._triples.add
        kinds = {"percent": "percent", "points": "percentage-points"}
        kind = kinds[values["unit"]] if values["value"] is not None else "levels-only"
        add(claim, "nmc:hasChangeKind", iri(f"concept/change-kind/{kind}"))
        if values["value"] is not None:
            property_ = "nmc:percentChange" if kind == "percent" else "nmc:pointChange"
            add(claim, property_, decimal(values["value"]))
            add(claim, "qudt:hasUnit", iri("unit:PERCENT"))
        if not (values["start"] and values["end"]):
            note = "The document doesn't give both years next to the figure."
            add(claim, "skos:editorialNote", words(note))
        for key, year, link in (("before", "start", "hasBaseline"), ("after", "end", "hasEndline")):
            if values[key] is None:
                continue
            own = {
                **values, "value": values[key],
                "start": values[year], "end": values[year], "qualifier": "", "goal": False,
            }  # fmt: skip
            level = replace(item, kind="level", values=own, restates=None)
            made = make(level, *self.class_and_name(level))
            self._write_subject(level, made)
            self._write_years(made, own)
            add(made, "nmc:hasDataStatus", iri("concept/data-status/reported"))
            self._write_level(level, made, "level-unit")
            add(claim, f"nmc:{link}", iri(made))
