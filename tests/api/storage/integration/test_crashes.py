"""Promise 5: what a server acknowledged outlives it, whenever it is killed."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from tests.api.storage.integration.conftest import Servers
from tests.conftest import counts

pytestmark = [pytest.mark.integration, pytest.mark.promise(5, 34)]

PEOPLE = 4


@dataclass
class Person:
    """Somebody who goes on talking until the server is gone."""

    conversation_id: str | None = None
    acknowledged: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def talk(self, address: str) -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            while True:
                body = {"message": "Bonjour", "conversation_id": self.conversation_id}
                try:
                    response = client.post("/api/chat", json=body)
                except httpx.HTTPError:
                    return  # killed before it answered: not acknowledged
                if response.status_code != 200 or response.json()["degraded"]:
                    self.surprises.append(response.text)
                    return
                self.conversation_id = response.json()["conversation_id"]
                self.acknowledged.append(response.json()["turn_id"])


def test_no_acknowledged_turn_is_lost_or_doubled_by_kills(
    servers: Servers, figure: Callable[[str], None]
) -> None:
    """Promise 5."""
    chance, people = random.Random(5), [Person() for _ in range(PEOPLE)]
    kills = counts(10, 200)
    for _ in range(kills):
        address, process = servers.start()
        talking = [threading.Thread(target=one.talk, args=(address,)) for one in people]
        for thread in talking:
            thread.start()
        time.sleep(chance.uniform(0.02, 0.6))
        servers.kill(process)
        for thread in talking:
            thread.join(30)
    assert [one.surprises for one in people] == [[]] * PEOPLE
    address, _ = servers.start()
    with httpx.Client(base_url=address, trust_env=False) as client:
        for one in people:
            turns = client.get(f"/api/conversations/{one.conversation_id}").json()["turns"]
            kept = [turn["turn_id"] for turn in turns]
            assert len(set(kept)) == len(kept)
            known = set(one.acknowledged)
            assert [turn_id for turn_id in kept if turn_id in known] == one.acknowledged
            # Each answer says how many turns came before it: none was answered twice in one place.
            places = [int(turn["answer"].split()[0]) for turn in turns]
            assert places == [min(place, 200) for place in range(len(turns))]
    acknowledged = sum(len(one.acknowledged) for one in people)
    assert acknowledged > kills
    figure(f"0 of {acknowledged:,} acknowledged turns lost or doubled in {kills} kills")
