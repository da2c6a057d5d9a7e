"""The plain rankings that ours is measured against."""

from __future__ import annotations

import pytest

from intents.peers import PEERS, Peer

PHRASINGS = ["Berapa jumlah MPP?", "alamat MPP Surabaya", "peringkat EGDI Indonesia", "siapa Menteri PANRB"]


@pytest.mark.parametrize("peer", PEERS.values(), ids=[*PEERS])
@pytest.mark.parametrize("place", range(len(PHRASINGS)))
def test_a_phrasing_is_nearest_to_itself_however_it_is_written(peer: Peer, place: int) -> None:
    nearest = peer(PHRASINGS)
    assert nearest(PHRASINGS[place].upper() + "!!")[0] == place


@pytest.mark.parametrize("peer", PEERS.values(), ids=[*PEERS])
def test_what_is_alike_scores_more(peer: Peer) -> None:
    nearest = peer(PHRASINGS)
    assert nearest("peringkat EGDI Indonesia")[1] > nearest("peringkat sepak bola")[1] > nearest("xyz qq")[1]


@pytest.mark.parametrize("peer", PEERS.values(), ids=[*PEERS])
@pytest.mark.parametrize("text", ["", "?!", "🙂", "안녕"])
def test_any_text_has_a_nearest(peer: Peer, text: str) -> None:
    place, score = peer(PHRASINGS)(text)
    assert 0 <= place < len(PHRASINGS)
    assert score >= 0
