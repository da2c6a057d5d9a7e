"""`tanya-spbe export`: JSON-LD whose every record has its day and its sources, and whose every link leads somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.export import CONTEXT, export, run_export
from bot.content import load_content
from knowledge import PartialDate
from tests.tiny_content import make_tiny_content

SOURCE_TYPES = {"Legislation", "Report", "Article", "NewsArticle", "FAQPage", "CreativeWork"}
SCHEMA_ORG = {
    *("@id", "@type", "@language", "@value", "about", "additionalType", "address", "alternateName", "comment"),
    *("contactPoint", "containedInPlace", "creativeWorkStatus", "datePublished", "description", "expires"),
    *("foundingDate", "genre", "hasPart", "identifier", "inLanguage", "includedInDataCatalog", "isBasedOn"),
    *("isPartOf", "maxValue", "measuredProperty", "name", "observationAbout", "observationDate", "openingHours"),
    *("publisher", "subjectOf", "temporalCoverage", "text", "unitText", "url", "value", "variableMeasured", "version"),
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return export(load_content(make_tiny_content(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return export(load_content())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document, also those within others."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def by_id(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in nodes(document["@graph"]) if "@id" in node and len(node) > 1}


def test_nothing_is_lost_as_json(shipped: dict[str, Any]) -> None:
    assert json.loads(json.dumps(shipped, ensure_ascii=False)) == shipped


def test_no_id_stands_twice(shipped: dict[str, Any]) -> None:
    ids = [node["@id"] for node in nodes(shipped["@graph"]) if "@id" in node and len(node) > 1]
    assert len(ids) > 2000
    assert len(ids) == len(set(ids))


def test_every_link_leads_to_a_node(shipped: dict[str, Any]) -> None:
    found = by_id(shipped)
    links = [node["@id"] for node in nodes(shipped["@graph"]) if set(node) == {"@id"}]
    links += [node[key] for node in found.values() for key in ("disagreesWith", "replaces", "endedBy") if key in node]
    assert len(links) > 2000
    assert [link for link in links if link not in found] == []


def test_every_claim_has_its_day_and_cites_sources(shipped: dict[str, Any]) -> None:
    found = by_id(shipped)
    claims = [node for node in found.values() if node["@type"] == "Claim"]
    assert len(claims) > 500
    for claim in claims:
        assert str(PartialDate.parse(claim["temporalCoverage"])) == claim["temporalCoverage"]
        assert claim["isBasedOn"], claim["@id"]
        assert {found[link["@id"]]["@type"] for link in claim["isBasedOn"]} <= SOURCE_TYPES
        assert ("text" in claim) != ("about" in claim), claim["@id"]


def test_every_mall_cites_sources_and_stands_in_a_place(shipped: dict[str, Any]) -> None:
    found = by_id(shipped)
    malls = [node for node in found.values() if node["@type"] == "GovernmentOffice"]
    assert len(malls) > 300
    for mall in malls:
        assert {found[link["@id"]]["@type"] for link in mall["subjectOf"]} <= SOURCE_TYPES
        assert found[mall["containedInPlace"]["@id"]]["@type"] == "AdministrativeArea"


def test_every_word_is_one_of_schema_org_or_declared(shipped: dict[str, Any]) -> None:
    used = {key for node in nodes(shipped["@graph"]) for key in node}
    assert used - SCHEMA_ORG - set(CONTEXT) == set()


def test_every_word_of_our_own_is_used(shipped: dict[str, Any], tiny: dict[str, Any]) -> None:
    used = {key for document in (shipped, tiny) for node in nodes(document["@graph"]) for key in node}
    assert set(CONTEXT) - used == {"@vocab", "xsd"}


def test_statements_name_their_language(shipped: dict[str, Any]) -> None:
    texts = [text for node in nodes(shipped["@graph"]) if node.get("@type") == "Claim" for text in node.get("text", [])]
    assert {text["@language"] for text in texts} >= {"id", "en"}
    assert all(text["@value"] for text in texts)


def test_a_figure_is_an_observation_of_its_dataset(tiny: dict[str, Any]) -> None:
    found = by_id(tiny)
    dataset = found["urn:tanya-spbe:fact:rank.kr"]
    assert (dataset["@type"], dataset["temporalCoverage"]) == ("Dataset", "2018/2020")
    claim = found[dataset["hasPart"][1]["@id"]]
    assert claim["@id"] == "urn:tanya-spbe:record:rank.kr:2020"
    assert claim["about"] == {
        "@type": "Observation",
        "measuredProperty": {"@id": dataset["variableMeasured"]["@id"]},
        "observationAbout": {"@id": "urn:tanya-spbe:thing:country.kr"},
        "observationDate": "2020",
        "value": 2,
        "unitText": "rank",
    }


def test_a_decimal_keeps_its_digits(tiny: dict[str, Any]) -> None:
    value = by_id(tiny)["urn:tanya-spbe:record:score.id:2020"]["about"]["value"]
    assert value == {"@type": "xsd:decimal", "@value": "0.6610"}


def test_who_disagrees_is_a_claim_of_its_own(tiny: dict[str, Any]) -> None:
    found = by_id(tiny)
    voice = found["urn:tanya-spbe:record:mall.count:2024-12-12:also:1"]
    assert (voice["@type"], voice["about"]["value"]) == ("Claim", 1260)
    assert voice["disagreesWith"] == "urn:tanya-spbe:record:mall.count:2024-12-12"
    assert voice["isBasedOn"] == [{"@id": "urn:tanya-spbe:source:paper_b"}]
    assert found[voice["disagreesWith"]]["about"]["value"] == 1272


def test_a_replaced_record_stays_and_says_so(tiny: dict[str, Any]) -> None:
    found = by_id(tiny)
    right = found["urn:tanya-spbe:record:mall.count:2023-12-01:2"]
    wrong = found[right["replaces"]]
    assert wrong["@id"] == "urn:tanya-spbe:record:mall.count:2023-12-01"
    assert (wrong["creativeWorkStatus"], wrong["about"]["value"]) == ("replaced", 170)
    assert right["because"][1] == {"@language": "en", "@value": "miscounted."}


def test_what_ended_says_when_and_what_took_its_place(tiny: dict[str, Any]) -> None:
    rule = by_id(tiny)["urn:tanya-spbe:fact:mall.rule"]
    assert (rule["expires"], rule["endedBy"]) == ("2021", "urn:tanya-spbe:fact:mall.new_rule")


def test_what_rests_on_weak_sources_is_unconfirmed(tiny: dict[str, Any]) -> None:
    found = by_id(tiny)
    assert found["urn:tanya-spbe:record:mall.rumour:2024"]["creativeWorkStatus"] == "unconfirmed"
    assert found["urn:tanya-spbe:source:notes_c"]["isWeak"] is True


def test_it_is_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_tiny_content(tmp_path / "content")
    assert run_export(tmp_path / "all.jsonld", content_dir=folder) == 0
    document = json.loads((tmp_path / "all.jsonld").read_text(encoding="utf-8"))
    assert capsys.readouterr().out == ""
    assert run_export(None, content_dir=folder) == 0
    assert json.loads(capsys.readouterr().out) == document


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_tiny_content(tmp_path / "content")
    assert run_export(tmp_path / "nowhere" / "all.jsonld", content_dir=folder) == 1
    assert capsys.readouterr().err.count("\n") == 1
