"""The chat page as a person meets it: in a real browser, by keyboard, with the real content."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.channels.web import run_web
from bot.content import load_content
from bot.service import Service
from bot.settings import Settings
from bot.store import open_store

QUESTION = "Ada berapa MPP di Indonesia pada Juni 2022?"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM} (apt install chromium)")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    stop = asyncio.Event()
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    settings = Settings.model_validate({"port": 0})
    async with open_store("sqlite+aiosqlite://", b"0123456789abcdef0123456789abcdef") as store:
        service = Service(load_content(), store)
        serving = asyncio.create_task(run_web(service, settings, stop, on_ready=ready.set_result))
        yield await ready
        stop.set()
        await serving


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    """The page, open; fails the test for anything the browser complains of and for any request elsewhere."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = await browser.new_context(locale="id-ID", viewport={"width": 390, "height": 844})
        opened = await context.new_page()
        opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on(
            "request",
            lambda request: complaints.append(request.url) if not request.url.startswith(address) else None,
        )
        await opened.goto(address)
        await expect(opened.locator(".greeting")).to_be_visible()
        yield opened
        await browser.close()
    assert complaints == []


async def ask(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def test_typed_question_gets_the_sourced_answer(page: Page) -> None:
    await ask(page, QUESTION)
    answer = page.locator(".reply.answer")
    await expect(answer).to_contain_text("58")
    link = answer.get_by_role("link").first
    await expect(link).to_have_attribute("href", re.compile("^https?://"))
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await expect(page.get_by_role("textbox")).to_have_value("")


async def test_example_question_can_be_pressed_by_keyboard(page: Page) -> None:
    first = page.locator(".greeting .choices button").first
    question = await first.inner_text()
    await first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine")).to_contain_text(question)
    await expect(page.locator(".reply:not(.greeting)")).to_be_visible()


async def test_markup_in_a_question_stays_text(page: Page) -> None:
    await ask(page, "<img src=x onerror=alert(1)><b>MPP</b>")
    await expect(page.locator(".mine")).to_contain_text("<b>MPP</b>")
    await expect(page.locator(".mine img, .mine b")).to_have_count(0)


async def test_language_switch_changes_the_page_and_the_replies(page: Page) -> None:
    await page.get_by_role("button", name="English").press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    await expect(page.locator(".greeting")).to_have_attribute("lang", "en")
    await ask(page, QUESTION)
    await expect(page.locator(".reply.answer")).to_have_attribute("lang", "en")


async def test_example_is_answered_in_the_language_it_was_shown_in(page: Page, address: str) -> None:
    assert page.context.browser is not None
    visitor = await page.context.browser.new_page(locale="en-US")
    await visitor.goto(address)
    await visitor.locator(".greeting[lang=en] .choices button").first.click()
    await expect(visitor.locator(".reply:not(.greeting)")).to_have_attribute("lang", "en")


async def test_shift_enter_makes_a_line_and_enter_sends(page: Page) -> None:
    field = page.get_by_role("textbox")
    await field.fill("Ada berapa MPP")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("pada Juni 2022?")
    await expect(page.locator(".mine")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.locator(".reply.answer")).to_contain_text("58")


async def test_a_text_that_is_too_long_is_not_cut_but_told_so(page: Page) -> None:
    text, sentence = page.get_by_role("textbox"), page.get_by_role("alert")
    await expect(sentence).to_be_hidden()
    await ask(page, "😀" * 2_001)
    await expect(sentence).to_contain_text("2.000 karakter")
    await expect(text).to_have_value("😀" * 2_001)
    await expect(page.locator(".mine")).to_have_count(0)
    await text.fill("😀" * 2_000)
    await expect(sentence).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(page.locator(".reply.refuse")).to_be_visible()


async def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    await ask(page, QUESTION)
    await expect(page.locator(".reply.answer")).to_be_visible()
    await ask(page, "a" * 300)
    await expect(page.locator(".reply:not(.greeting)")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await page.evaluate("document.documentElement.scrollHeight") == 844


async def test_failed_question_can_be_tried_again(page: Page) -> None:
    await page.route("**/api/ask", lambda route: route.fulfill(body="cut off on the w"))
    await ask(page, QUESTION)
    again = page.get_by_role("button", name="Coba lagi")
    await expect(again).to_be_visible()
    await page.unroute("**/api/ask")
    await again.click()
    await expect(page.locator(".reply.answer")).to_contain_text("58")
    await expect(again).to_have_count(0)


async def test_chart_is_shown_with_its_figures_as_alternative_text(page: Page) -> None:
    await ask(page, QUESTION)
    await page.get_by_role("button", name="Grafik", exact=True).press("Enter")
    picture = page.locator(".reply img.chart")
    await expect(picture).to_have_attribute("alt", re.compile("305 MPP"))
    await expect(picture).to_have_js_property("complete", True)
    await expect(picture).to_have_js_property("naturalWidth", 1080)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_figures_are_told_in_words_when_the_picture_does_not_come(page: Page) -> None:
    await page.route("**/api/chart?*", lambda route: route.fulfill(body="no picture", content_type="image/png"))
    await ask(page, "/grafik mpp")
    await expect(page.locator(".reply.answer").last).to_contain_text("305 MPP")
    await expect(page.locator("img.chart")).to_have_count(0)
