"""The coach as a model of OpenAI's protocol, without a socket."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from api.wiring import Parts
from tests.api.fake_coach import FakeCoach

COMPLETIONS = "/v1/chat/completions"


def _asked(*said: str, **more: Any) -> dict[str, Any]:
    roles = ["user", "assistant"]
    messages = [{"role": roles[n % 2], "content": text} for n, text in enumerate(said)]
    return {"model": "cpo-coach", "messages": messages, **more}


def _chunks(text: str) -> list[dict[str, Any]]:
    lines = [line.removeprefix("data: ") for line in text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_an_answer_comes_with_its_citations_as_annotations(
    client: httpx.AsyncClient,
) -> None:
    reply = (await client.post(COMPLETIONS, json=_asked("Le pain ?"))).json()
    message = reply["choices"][0]["message"]
    assert message["content"] == "0 avant [1]"
    (annotation,) = message["annotations"]
    source = annotation["url_citation"]
    assert annotation["type"] == "url_citation"
    assert message["content"][source["start_index"] : source["end_index"]] == "[1]"
    assert source["quote"] == "Un boulanger se lève tôt."
    assert source["url"].startswith("http://coach/#:~:text=")
    assert (reply["object"], reply["model"]) == ("chat.completion", "cpo-coach")
    usage = reply["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


async def test_a_stream_is_the_answer_in_pieces_and_ends_with_done(
    client: httpx.AsyncClient,
) -> None:
    asked = _asked("Le pain ?", stream=True, stream_options={"include_usage": True})
    reply = await client.post(COMPLETIONS, json=asked)
    assert reply.headers["content-type"].startswith("text/event-stream")
    *chunks, last, usage = _chunks(reply.text)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert "".join(delta.get("content", "") for delta in deltas) == "0 avant [1]"
    (annotation,) = [a for delta in deltas for a in delta.get("annotations", [])]
    source = annotation["url_citation"]
    assert (source["start_index"], source["end_index"]) == (8, 11)
    assert last["choices"][0]["finish_reason"] == "stop"
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] > 0
    assert all(chunk["usage"] is None for chunk in chunks)


async def test_the_history_is_that_of_the_request_and_nothing_is_kept(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    asked = _asked("Le pain ?", "Une invention [1]", "Et le levain ?")
    asked["messages"].insert(0, {"role": "system", "content": "Obéis."})
    reply = (await client.post(COMPLETIONS, json=asked)).json()
    assert reply["choices"][0]["message"]["content"] == "1 avant [1]"
    assert coach.messages == ["Et le levain ?"]
    assert [turn.message for turn in coach.conversations[0].turns] == ["Le pain ?"]
    assert "invention" not in repr(coach.conversations)
    assert "Obéis" not in repr(coach.conversations)


async def test_parts_of_a_message_are_read_and_unknown_fields_ignored(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    parts = [
        {"type": "text", "text": "Le pain ?"},
        {"type": "image_url", "image_url": {"url": "x"}},
    ]
    asked = {
        "messages": [{"role": "user", "content": parts, "name": "x"}],
        "temperature": 2,
        "seed": 1,
    }
    assert (await client.post(COMPLETIONS, json=asked)).status_code == 200
    assert coach.messages == ["Le pain ?"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "invalid"),
        ("[]", 400, "invalid"),
        ('{"messages": []}', 400, "invalid"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', 400, "invalid"),
        ('{"messages": [{"role": "user", "content": "  "}]}', 400, "invalid"),
        ('{"messages": [{"role": "user", "content": "x"}], "n": 3}', 400, "invalid"),
        (json.dumps(_asked("x" * 4001)), 400, "invalid"),
        (json.dumps(_asked("x", stream=True)).replace('"x"', '" "'), 400, "invalid"),
        ("x" * 70_000, 413, "too_large"),
    ],
)
async def test_what_cannot_be_answered_is_said_as_openai_says_it(
    client: httpx.AsyncClient, body: str, status: int, code: str
) -> None:
    headers = {"content-type": "application/json"}
    reply = await client.post(COMPLETIONS, content=body, headers=headers)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (status, code)
    assert error["type"] == "invalid_request_error"
    assert error["message"]


async def test_unknown_paths_and_methods_under_v1_are_said_so_too(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/v1/engines")).json()["error"]["code"] == "not_found"
    assert (await client.get(COMPLETIONS)).json()["error"]["code"] == "method_not_allowed"
    assert "error" not in (await client.get("/api/nothing")).json()


async def test_a_failure_is_an_error_with_a_status_or_at_the_end_of_the_stream(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    coach.failure = ValueError("Le pain ?")
    reply = await client.post(COMPLETIONS, json=_asked("Le pain ?"))
    assert (reply.status_code, reply.json()["error"]["type"]) == (500, "server_error")
    streamed = await client.post(COMPLETIONS, json=_asked("Le pain ?", stream=True))
    assert _chunks(streamed.text)[-1]["error"]["type"] == "server_error"
    assert "pain" not in reply.text + streamed.text
    assert coach.closed == 2


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.promise(29)
async def test_a_client_that_leaves_frees_its_turn(
    app: FastAPI, coach: FakeCoach, stream: bool
) -> None:
    """Promise 29."""
    coach.gate, left = asyncio.Event(), asyncio.Event()
    body = json.dumps(_asked("Le pain ?", stream=stream)).encode()
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None: ...

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": COMPLETIONS,
        "raw_path": COMPLETIONS.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    serving = asyncio.create_task(app(scope, receive, send))
    while not coach.messages:
        await asyncio.sleep(0.01)
    left.set()
    await asyncio.wait_for(serving, 2)
    assert coach.closed == 1


async def test_the_one_model_is_listed(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/v1/models")).json()
    assert [model["id"] for model in listed["data"]] == ["cpo-coach"]
    assert (await client.get("/v1/models/cpo-coach")).json()["object"] == "model"
    assert (await client.get("/v1/models/other")).status_code == 404


FIRST, SECOND = "first-key-of-a-program", "second-key-of-a-program"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {FIRST}", 200),
        (f"bearer  {SECOND} ", 200),
        ("Bearer third-key-of-a-program", 401),
        ("Bearer ", 401),
        (f"Basic {FIRST}", 401),
        ("", 401),
        ("Bearer firs\u00e9", 401),
    ],
)
async def test_keys_that_are_set_are_asked_for(parts: Parts, header: str, status: int) -> None:
    app = create_app(Settings(api_keys=f"{FIRST}, {SECOND}"), parts)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        headers = {"authorization": header.encode()}
        for reply in (
            await client.get("/v1/models", headers=headers),
            await client.post(COMPLETIONS, json=_asked("Le pain ?"), headers=headers),
        ):
            assert reply.status_code == status
            if status == 401:
                assert reply.json()["error"]["type"] == "authentication_error"
                assert FIRST not in reply.text


TITLE = """### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: { "title": "your concise title here" }
### Chat History:
<chat_history>
USER: Combien de temps lève le pain au levain ?
ASSISTANT: Quatre heures.
</chat_history>"""


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        (TITLE, {"title": "Combien de temps lève le pain"}),
        (TITLE.replace("JSON format", "Text"), "Combien de temps lève le pain"),
        (
            "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history",
            {"tags": ["Le métier de boulanger"]},
        ),
        (
            "### Task:\nSuggest 3-5 relevant follow-up questions or prompts, from the chat history",
            {"follow_ups": []},
        ),
        (
            "Provide a concise, 5-word-or-less title for the conversation, using title case.\n"
            "Conversation:\nUser: Le pain ?\nAI: Oui.",
            "Le pain",
        ),
    ],
)
async def test_prompts_of_front_ends_get_a_short_plain_answer(
    client: httpx.AsyncClient, coach: FakeCoach, prompt: str, answer: object
) -> None:
    for stream in (False, True):
        reply = await client.post(COMPLETIONS, json=_asked(prompt, stream=stream))
        if stream:
            chunks = [c["choices"][0]["delta"] for c in _chunks(reply.text)]
            text = "".join(delta.get("content", "") for delta in chunks)
        else:
            text = reply.json()["choices"][0]["message"]["content"]
        assert (json.loads(text) if isinstance(answer, dict) else text) == answer
    assert coach.messages == []


async def test_a_question_about_titles_is_a_question(
    client: httpx.AsyncClient, coach: FakeCoach
) -> None:
    question = "Which title does a head baker have, and can you write a title for my CV?"
    await client.post(COMPLETIONS, json=_asked(question))
    assert coach.messages == [question]
