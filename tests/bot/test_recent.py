"""What is kept for a while, and that it goes by itself."""

from __future__ import annotations

from bot.channels.recent import Recent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_value_is_kept_for_its_time_and_then_gone() -> None:
    clock = Clock()
    recent: Recent[str, int] = Recent(10, clock)
    recent.put("a", 1)
    clock.now += 9.9
    assert recent.get("a") == 1
    clock.now += 0.2
    assert recent.get("a") is None
    assert len(recent) == 0


def test_value_that_is_put_again_is_kept_anew() -> None:
    clock = Clock()
    recent: Recent[str, int] = Recent(10, clock)
    recent.put("a", 1)
    recent.put("b", 2)
    clock.now += 6
    recent.put("a", 3)
    clock.now += 6
    assert (recent.get("a"), recent.get("b")) == (3, None)


def test_forgotten_value_is_gone_at_once() -> None:
    recent: Recent[str, int] = Recent(10, Clock())
    recent.put("a", 1)
    recent.forget("a")
    recent.forget("never there")
    assert recent.get("a") is None
