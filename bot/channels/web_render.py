"""A reply as the chat page gets it: plain text and lists, no markup; the page draws it with textContent only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bot.messages import Chart, Reply


def reply_as_json(reply: Reply) -> dict[str, Any]:
    return {
        "kind": reply.kind,
        "lang": reply.lang,
        "blocks": list(reply.blocks),
        "sources_heading": reply.sources_heading,
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url if is_web_address(source.url) else None,
                "published": source.published,
                "published_text": source.published_text,
            }
            for source in reply.sources
        ],
        "choices": [{"id": choice.id, "text": choice.text} for choice in reply.choices],
        "refusal_class": reply.refusal_class,
        "intent": reply.intent,
        "chart": chart_as_json(reply.chart) if reply.chart else None,
    }


def chart_as_json(chart: Chart) -> dict[str, str]:
    """Where the picture is, and its figures in words, which the picture stands for on the page."""
    query = urlencode({"id": ",".join(chart.facts), "lang": chart.lang}, safe=",")
    return {"address": f"/api/chart?{query}", "title": chart.title, "caption": chart.caption}


def is_web_address(url: str | None) -> bool:
    """Only such may become a link: edited content could hold "javascript:"."""
    return url is not None and url.startswith(("https://", "http://"))
