"""A story is only worth something if it can fail, and says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import Content, load_content
from tests.standin.stage import StoryFailed, play
from tests.standin.stories import BadStory, read_story
from tests.tiny_content import make_tiny_content

HEAD = """story: "A test"
people: {Ani: "id", Budi: "en"}
rooms: {Redaksi: {kind: "forum", topics: ["Rapat"]}}
steps:
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load_content(make_tiny_content(tmp_path_factory.mktemp("content")))


def written(folder: Path, steps: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(steps if steps.startswith("story") else HEAD + steps, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        ('  - {who: "Ani", shouts: "x"}\n', "a.yaml:5: a step has exactly one of these: says, edits"),
        ('  - {who: "Ani", says: "x", bot: "says nothing"}\n', "a.yaml:5: a step has exactly one of these"),
        ('  - {bot: "says nothing"}\n  - {who: "Ani", says: "x", loudly: true}\n', 'a.yaml:6: "loudly": no such key'),
        ('  - {who: "Citra", says: "x"}\n', 'a.yaml:5: "Citra" is nobody of this story; there are Ani, Budi'),
        ('  - {says: "x"}\n', "a.yaml:5: say who does this"),
        ('  - {who: "Ani", in: "Dapur", says: "x"}\n', '"Dapur" is no room of this story; there are Redaksi'),
        ('  - {who: "Ani", in: "Redaksi", topic: "Cuaca", says: "x"}\n', '"Cuaca" is no topic of the forum'),
        ('  - {who: "Ani", topic: "Rapat", says: "x"}\n', '"Rapat" is no topic of the forum'),
        ('  - {who: "Ani", in: "Redaksi", as: "Kanal", says: "x"}\n', '"Kanal" is no room'),
        ('  - {passes: "a while"}\n', 'a.yaml:5: "passes": write a number and a unit, as in "10 minutes"'),
        ('  - {happens: "group becomes supergroup"}\n', 'a.yaml:5: say in "in" which group'),
        ('  - {happens: "rain"}\n', "a.yaml:5: \"happens\": Input should be 'bot stops'"),
        ('  - {bot: "sings"}\n', "a.yaml:5: \"bot\": Input should be 'says nothing'"),
        ('  - {who: "Ani", shares: "Bantul"}\n', 'a.yaml:5: "shares"'),
        ('  - {who: "Ani", says: "x"}\n', "a.yaml:4: nothing is expected of the bot"),
        ('story: "x"\nnow: "tomorrow"\npeople: {Ani: "id"}\nsteps: [{bot: "says nothing"}]\n', "write day and time"),
        ('story: "x"\nsteps: [{bot: "says nothing"}]\n', '"people": Field required'),
        (
            'story: "x"\npeople: {Ani: "fr"}\nsteps: [{bot: "says nothing"}]\n',
            "a.yaml:2: \"Ani\": Input should be 'id'",
        ),
        ("story: x: y\n", "this is not YAML"),
    ],
)
def test_bad_story_is_refused_with_its_line(tmp_path: Path, steps: str, complaint: str) -> None:
    with pytest.raises(BadStory) as refused:
        read_story(tmp_path, written(tmp_path, steps))
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    "steps",
    [
        '  - {who: "Ani", says: "Ada berapa MPP pada Juni 2022?"}\n  - {bot_says: ["58", "/juni.*2022/", "SUMBER"]}\n',
        '  - {who: "Ani", in: "Redaksi", says: "obrolan", times: 3}\n  - {bot: "says nothing"}\n',
        '  - {crowd: 3, in: "Redaksi", says: "/tanya apa itu MPP? {n}"}\n  - {bot_says: "MPP"}\n'
        '  - {bot_says: "Sudah saya jawab", times: 2}\n',
        '  - {who: "Ani", says: "/topik"}\n  - {bot: "does whatever"}\n',
    ],
)
def test_story_that_holds_passes(tmp_path: Path, content: Content, steps: str) -> None:
    play(read_story(tmp_path, written(tmp_path, steps)), content, tmp_path)


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        ('  - {bot_says: ["2031"]}\n', "a.yaml:6: expected bot_says ['2031'], but it lacks \"2031\""),
        ('  - {bot_says: "58", without: "sumber"}\n', "a.yaml:6: expected bot_says ['58'], but it holds \"sumber\""),
        ('  - {bot_says: "58", quotes: "DGCC"}\n', "but it quotes"),
        ('  - {bot_says: "58", buttons: "Terbang"}\n', 'no button has "Terbang"'),
        ('  - {bot_says: "58", folded: "Sumber"}\n', 'no folded quote has "Sumber"'),
        ('  - {bot_says: "58", copies: "Sumber"}\n', 'no button copies "Sumber"'),
        ('  - {bot_says: "58", at_most: 10}\n', "more than 10"),
        ('  - {bot_says: "58", silent: true}\n', "it comes with a sound"),
        ('  - {bot_says: "58", in: "Redaksi"}\n', "but the bot did \n  bot_says:"),
        ('  - {bot_says: "58", times: 2}\n', "but the bot did nothing"),
        ('  - {bot_edits: "58"}\n', "next comes bot_says"),
        ('  - {bot: "says nothing"}\n', "a.yaml:6: nothing more was expected"),
        ('  - {passes: "1 minute"}\n  - {bot: "says nothing"}\n', "a.yaml:7: nothing more was expected"),
        ('  - {bot_says: "58"}\n  - {who: "Ani", presses: "Terbang"}\n', 'a.yaml:7: there is no button "Terbang"'),
        ('  - {bot_says: "58"}\n  - {who: "Ani", follows: "Terbang"}\n', 'a.yaml:7: there is no link "Terbang"'),
        ('  - {bot_says: "58"}\n  - {who: "Budi", edits: "x"}\n', "a.yaml:7: Budi said nothing there"),
    ],
)
def test_story_that_does_not_hold_fails_with_its_line(
    tmp_path: Path, content: Content, steps: str, complaint: str
) -> None:
    asked = '  - {who: "Ani", says: "Ada berapa MPP pada Juni 2022?"}\n'
    with pytest.raises(StoryFailed) as failed:
        play(read_story(tmp_path, written(tmp_path, asked + steps)), content, tmp_path)
    assert complaint in str(failed.value)
