"""Fixtures around the stand-in. A call that Telegram would refuse fails the test that caused it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import cast

import pytest
from pydantic import SecretStr

from bot.channels.telegram import run_telegram
from bot.content import load_content
from bot.service import Service
from bot.settings import Settings
from bot.store import Store, open_store
from tests.standin.chats import NOW
from tests.standin.fakes import FakeService
from tests.standin.server import TOKEN, StandIn

KEY = b"0123456789abcdef0123456789abcdef"
content = cache(load_content)


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn().running() as standin:
        yield standin
        assert standin.refused == []


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
async def bot(telegram: StandIn, service: FakeService) -> AsyncIterator[None]:
    """The channel in this process, answering through the fake service."""
    async with bot_running(telegram, service):
        yield


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    """An empty one in memory."""
    async with open_store("sqlite+aiosqlite://", KEY, now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def real_bot(telegram: StandIn, store: Store) -> AsyncIterator[None]:
    """The channel in this process, with the service and the content that ship."""
    async with bot_running(telegram, Service(content(), store, lambda: datetime.fromtimestamp(NOW, UTC))):
        yield


@asynccontextmanager
async def bot_running(
    telegram: StandIn, service: FakeService | Service, send_rate: float = 1000.0
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(
        run_telegram(cast(Service, service), settings_for(telegram.url, send_rate=send_rate), stop)
    )
    try:
        yield
    finally:
        stop.set()
        await task


def settings_for(url: str, token: str = TOKEN, send_rate: float = 1000.0) -> Settings:
    return Settings(telegram_bot_token=SecretStr(token), telegram_api_url=url, send_rate=send_rate)
