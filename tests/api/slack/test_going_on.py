"""An answer that was cut, by a crash or by a stop, is gone on with: never sent a second time."""

import asyncio
from dataclasses import replace

import pytest

from api.slack.claims import Claim
from api.slack.once import Once
from api.storage import MemoryDeliveries
from api.wiring import Parts
from tests.api.fake_coach import FakeCoach
from tests.api.slack.conftest import LEASE_S, slack_settings, until, working
from tests.api.slack.deliveries import recorded
from tests.api.slack.fake_slack import FakeSlack, failing

pytestmark = pytest.mark.promise(7)

RETRY = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}


@pytest.fixture(autouse=True)
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every piece is shown as it comes."""
    monkeypatch.setattr("api.slack.reply._PACE_S", -1.0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop waits for nothing."""
    monkeypatch.setattr("api.slack.bot._STOP_GRACE_S", 0.0)


def _whole(slack: FakeSlack) -> list[bool]:
    return [not reply.streaming and "avant [1]" in reply.whole for reply in slack.replies]


async def test_a_stream_that_a_stop_cut_is_gone_on_with(
    slack: FakeSlack, parts: Parts, coach: FakeCoach, hurried: None
) -> None:
    """Promise 7."""
    settings, body = slack_settings(slack), recorded("mention")
    coach.gate = asyncio.Event()
    async with working(settings, parts) as worker:
        await worker.deliver(body)
        await until(lambda: [reply.text for reply in slack.replies] == ["0 "])
    coach.gate.set()
    async with working(settings, parts) as worker:
        await worker.deliver(body, **RETRY)
        await until(lambda: _whole(slack) == [True])
    assert not slack.called("chat.delete")


async def test_a_stop_waits_for_what_slack_is_taking_and_that_is_gone_on_with(
    slack: FakeSlack, parts: Parts, hurried: None
) -> None:
    """Promise 7."""
    settings, body = slack_settings(slack), recorded("mention")
    slack.delay_s = 0.3
    async with working(settings, parts) as worker:
        await worker.deliver(body)
        await until(lambda: slack.called("chat.startStream"))
        assert slack.replies == []
    assert len(slack.replies) == 1
    slack.delay_s = 0
    async with working(settings, parts) as worker:
        await worker.deliver(body, **RETRY)
        await until(lambda: _whole(slack) == [True])


async def test_of_a_long_answer_only_what_is_missing_is_sent(
    slack: FakeSlack, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 7."""
    monkeypatch.setattr("api.slack.blocks.MOST_OF_A_PART", 4)
    settings, body = slack_settings(slack), recorded("mention")
    slack.streams, slack.delay_s = False, 0.3
    async with working(settings, parts) as worker:
        await worker.deliver(body)
        await until(lambda: slack.replies)
        slack.will("chat.postMessage", *[failing(200, error="internal_error")] * 20)
        await until(lambda: len(slack.called("chat.postMessage")) == 2)
    slack.delay_s = 0
    slack.next.clear()
    async with working(settings, parts) as worker:
        await worker.deliver(body, **RETRY)
        await until(lambda: "Utile" in slack.replies[-1].whole)
    first, *_ = texts = [reply.blocks[0]["text"] for reply in slack.replies]
    assert first == "1"
    assert " ".join(texts) == "1 avan t [1]"


@pytest.mark.parametrize("streams", [True, False])
async def test_who_lost_the_claim_meanwhile_takes_back_what_they_sent(
    slack: FakeSlack, parts: Parts, streams: bool
) -> None:
    """Promise 7."""
    slack.streams = streams
    parts = replace(parts, deliveries=_Lost())
    async with working(slack_settings(slack), parts) as worker:
        await worker.deliver(recorded("mention"))
        await until(lambda: slack.called("chat.delete"))
    assert slack.replies == []


async def test_work_that_ended_while_its_claim_was_lost_is_not_done_again() -> None:
    """Promise 7."""
    deliveries, done = _LostLate(), []

    async def work(claim: Claim) -> None:
        await deliveries.renewing.wait()
        done.append(claim)

    once = Once(deliveries, LEASE_S)
    await asyncio.wait_for(once.run(("a", "b"), work), 10)
    assert len(done) == 1


class _Lost(MemoryDeliveries):
    """Every claim is lost by the time something is sent under it."""

    async def remember(self, key: str, sent: str) -> bool:
        return False


class _LostLate(MemoryDeliveries):
    """A claim is found to be lost when the work has ended meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.renewing = asyncio.Event()

    async def renew(self, key: str, lease_s: float) -> bool:
        self.renewing.set()
        await asyncio.sleep(0.05)
        return False
