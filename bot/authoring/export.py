"""`tanya-spbe export`: the whole knowledge base as JSON-LD in the words of schema.org. See docs/EXPORT.md."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.authoring.sources import cited
from bot.content import Content, ContentError, load_content
from knowledge import Fact, Knowledge, PartialDate, Record, Source, Thing
from knowledge.directory import MALLS
from knowledge.model import Mall, Texts, Value

Node = dict[str, Any]

URN = "urn:tanya-spbe:"
CONTEXT: Mapping[str, Any] = {
    "@vocab": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "because": f"{URN}term:because",
    "better": f"{URN}term:better",
    "confidence": f"{URN}term:confidence",
    "disagreesWith": {"@id": f"{URN}term:disagreesWith", "@type": "@id"},
    "endedBy": {"@id": f"{URN}term:endedBy", "@type": "@id"},
    "isWeak": f"{URN}term:isWeak",
    "replaces": {"@id": f"{URN}term:replaces", "@type": "@id"},
    "reviewBy": f"{URN}term:reviewBy",
    "status": f"{URN}term:status",
}
"""schema.org's words, and the few that it does not have."""
SOURCE_TYPES = {
    "regulation": "Legislation",
    "report": "Report",
    "press_release": "Article",
    "news": "NewsArticle",
    "faq": "FAQPage",
    "other": "CreativeWork",
}
THING_TYPES = {
    "subject": "DefinedTerm",
    "country": "Country",
    "province": "AdministrativeArea",
    "region": "AdministrativeArea",
    "agency": "GovernmentOrganization",
    "person": "Person",
}


def run_export(output: Path | None, *, content_dir: Path | None = None) -> int:
    """Write to the file, or to standard output. 1 when the content has errors or the file cannot be written."""
    try:
        document = export(load_content(content_dir))
    except ContentError as error:
        print(f"The content has errors:\n{error}", file=sys.stderr)
        return 1
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
        return 0
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{output} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"wrote {len(document['@graph'])} nodes to {output}", file=sys.stderr)
    return 0


def export(content: Content) -> Node:
    """Everything known, in an order that changes only with the content."""
    known = content.knowledge
    graph: list[Node] = [
        {
            "@id": f"{URN}knowledge",
            "@type": "DataCatalog",
            "name": "Tanya SPBE",
            "version": content.version,
            "inLanguage": list(content.languages),
        }
    ]
    graph.extend(_source(source) for _, source in sorted(known.sources.items()))
    graph.extend(_thing(thing, known) for _, thing in sorted(known.things.items()))
    for _, fact in sorted(known.facts.items()):
        graph.extend(_fact(fact))
    graph.extend(_mall(mall, known) for _, mall in sorted(known.malls.items()))
    return {"@context": CONTEXT, "@graph": graph}


def _source(source: Source) -> Node:
    return _filled(
        {
            "@id": _id("source", source.id),
            "@type": SOURCE_TYPES[source.kind],
            "genre": source.kind,
            "name": {"@language": source.language, "@value": source.title},
            "publisher": {"@type": "Organization", "name": source.publisher},
            "url": source.url,
            "datePublished": _day(source.published),
            "inLanguage": source.language,
            "isWeak": source.is_weak or None,
        }
    )


def _thing(thing: Thing, known: Knowledge) -> Node:
    country = "country.id"
    within = thing.province or (country if thing.kind == "province" and country in known.things else None)
    return _filled(
        {
            "@id": _id("thing", thing.id),
            "@type": THING_TYPES[thing.kind],
            "name": [_said(names[0], lang) for lang, names in thing.names.items()],
            "alternateName": [_said(name, lang) for lang, names in thing.names.items() for name in names[1:]],
            "containedInPlace": _link("thing", within) if within else None,
        }
    )


def _fact(fact: Fact) -> Iterator[Node]:
    """The fact, then each record, then who disagrees with it: a claim each."""
    claims = list(_claims(fact))
    things = [fact.subject, *([fact.of] if fact.of else [])]
    yield _filled(
        {
            "@id": _id("fact", fact.id),
            "@type": "Collection" if fact.kind == "text" else "Dataset",
            "genre": fact.kind,
            "name": _texts(fact.about) or fact.id,
            "identifier": fact.id,
            "about": [_link("thing", thing) for thing in things],
            "variableMeasured": _variable(fact),
            "temporalCoverage": _coverage(fact),
            "reviewBy": _day(fact.review_by),
            "expires": _day(fact.ended.as_of) if fact.ended else None,
            "because": _texts(fact.ended.because or {}) if fact.ended else None,
            "endedBy": _id("fact", fact.ended.by) if fact.ended and fact.ended.by else None,
            "isBasedOn": _links({source.id: source for source in cited(fact)}.values()),
            "hasPart": [{"@id": claim["@id"]} for claim in claims],
            "includedInDataCatalog": {"@id": f"{URN}knowledge"} if fact.kind != "text" else None,
        }
    )
    yield from claims


def _variable(fact: Fact) -> Node | None:
    if fact.kind == "text":
        return None
    return _filled(
        {
            "@type": "PropertyValue",
            "@id": _id("variable", fact.id),
            "name": _texts(fact.about),
            "unitText": fact.unit,
            "better": fact.better,
        }
    )


def _claims(fact: Fact) -> Iterator[Node]:
    ids: dict[str | None, str] = {}
    days: Counter[PartialDate] = Counter()
    for record in fact.records:
        days[record.as_of] += 1
        id = f"{fact.id}:{record.as_of}"
        if days[record.as_of] > 1:  # records are only ever appended, so the second of one day stays the second
            id += f":{days[record.as_of]}"
        ids[record.id] = id
        yield _claim(fact, record, id, replaces=ids.get(record.replaces) if record.replaces else None)
        for number, other in enumerate(record.also, start=1):
            voice = _statement(fact, record, other.value) | _filled(
                {"disagreesWith": _id("record", id), "comment": _comment(other.note)}
            )
            yield {"@id": _id("record", f"{id}:also:{number}"), **voice, "isBasedOn": _links(other.sources)}


def _claim(fact: Fact, record: Record, id: str, *, replaces: str | None) -> Node:
    is_replaced = any(other.replaces == record.id for other in fact.records if other.replaces)
    return _filled(
        {
            "@id": _id("record", id),
            **_statement(fact, record, record.value),
            "isBasedOn": _links(record.sources),
            "confidence": None if record.confidence == "high" else record.confidence,
            "creativeWorkStatus": "replaced" if is_replaced else "unconfirmed" if record.is_unconfirmed else None,
            "replaces": _id("record", replaces) if replaces else None,
            "because": _texts(record.because or {}),
            "comment": _comment(record.note),
        }
    )


def _statement(fact: Fact, record: Record, value: Value) -> Node:
    """What is said, of which day: words, or a figure."""
    node: Node = {
        "@type": "Claim",
        "isPartOf": _link("fact", fact.id),
        "temporalCoverage": str(record.as_of),
    }
    if not isinstance(value, int | str):
        return node | {"text": _texts(value)}
    return node | {
        "about": _filled(
            {
                "@type": "Observation",
                "measuredProperty": {"@id": _id("variable", fact.id)},
                "observationAbout": _link("thing", fact.of or fact.subject),
                "observationDate": str(record.as_of),
                "value": value if isinstance(value, int) else {"@type": "xsd:decimal", "@value": value},
                "maxValue": record.out_of,
                "unitText": fact.unit,
            }
        )
    }


def _mall(mall: Mall, known: Knowledge) -> Node:
    return _filled(
        {
            "@id": _id("mall", mall.place),
            "@type": "GovernmentOffice",
            "name": [_said(f"MPP {names[0]}", lang) for lang, names in known.things[mall.place].names.items()],
            "additionalType": _link("thing", MALLS),
            "containedInPlace": _link("thing", mall.place),
            "status": mall.status,
            "foundingDate": _day(mall.inaugurated),
            "address": mall.address,
            "contactPoint": {"@type": "ContactPoint", "description": mall.site} if mall.site else None,
            "openingHours": _texts(mall.hours or {}),
            "description": _texts(mall.event or {}) + _texts(mall.note or {}),
            "confidence": None if mall.confidence == "high" else mall.confidence,
            "subjectOf": _links(mall.sources),
        }
    )


def _coverage(fact: Fact) -> str:
    first, last = str(fact.records[0].as_of), str(fact.records[-1].as_of)
    return first if first == last else f"{first}/{last}"


def _id(kind: str, name: str) -> str:
    return f"{URN}{kind}:{name}"


def _link(kind: str, name: str) -> Node:
    return {"@id": _id(kind, name)}


def _links(sources: Iterable[Source]) -> list[Node]:
    return [_link("source", source.id) for source in sources]


def _comment(note: Texts | None) -> Node | None:
    return {"@type": "Comment", "text": _texts(note)} if note else None


def _texts(texts: Texts) -> list[Node]:
    return [_said(text, lang) for lang, text in texts.items()]


def _said(text: str, lang: str) -> Node:
    return {"@language": lang, "@value": text}


def _day(when: PartialDate | None) -> str | None:
    return str(when) if when else None


def _filled(node: Node) -> Node:
    """The node without what is not known."""
    return {key: value for key, value in node.items() if value is not None and value != []}
