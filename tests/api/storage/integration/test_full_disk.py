"""Promise 33, as the operating system does it: nothing more can be written to any file."""

import resource
import time
from pathlib import Path

import httpx
import pytest

from tests.api.storage.integration.conftest import Servers

pytestmark = [pytest.mark.integration, pytest.mark.promise(33)]

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite's alone: Postgres looks after its own disk."""
    return f"sqlite:///{tmp_path / 'coach.sqlite3'}"


def test_a_server_whose_disk_fills_up_answers_on_and_stores_it_once_there_is_room(
    servers: Servers,
) -> None:
    """Promise 33."""
    address, process = servers.start()
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:

        def say(conversation_id: str | None = None) -> dict[str, object]:
            body = {"message": "Bonjour", "conversation_id": conversation_id}
            response = client.post("/api/chat", json=body)
            assert response.status_code == 200
            return dict(response.json())

        first = say()
        assert first["degraded"] is False
        conversation_id = str(first["conversation_id"])
        resource.prlimit(process, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        full = [say(conversation_id), say(conversation_id), say()]
        assert [reply["degraded"] for reply in full] == [True] * 3
        assert client.get("/ready").json()["storage"] == "degraded"
        resource.prlimit(process, resource.RLIMIT_FSIZE, UNLIMITED)
        deadline = time.monotonic() + 30
        while client.get("/ready").json()["storage"] != "ok":
            assert time.monotonic() < deadline
            time.sleep(0.2)
        last = say(conversation_id)
        assert last["degraded"] is False
    servers.kill(process)
    address, _ = servers.start()
    with httpx.Client(base_url=address, trust_env=False) as client:
        turns = client.get(f"/api/conversations/{conversation_id}").json()["turns"]
        assert [turn["turn_id"] for turn in turns] == [
            reply["turn_id"] for reply in (first, *full[:2], last)
        ]
        other = client.get(f"/api/conversations/{full[2]['conversation_id']}").json()
        assert [turn["turn_id"] for turn in other["turns"]] == [full[2]["turn_id"]]
