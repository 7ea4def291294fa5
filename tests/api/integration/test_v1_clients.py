"""The official clients hold a conversation with the endpoint, over a real connection."""

from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI

pytestmark = pytest.mark.integration

HISTORY: list[Any] = [
    {"role": "user", "content": "Le pain ?"},
    {"role": "assistant", "content": "Il lève."},
    {"role": "user", "content": "Et le levain ?"},
]


async def test_the_openai_client_holds_a_conversation(address: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        assert [model.id async for model in client.models.list()] == ["cpo-coach"]
        first = await client.chat.completions.create(model="cpo-coach", messages=HISTORY[:1])
        message = first.choices[0].message
        assert message.content == "0 avant [1]"
        assert message.annotations
        assert message.annotations[0].url_citation.title == "intro"
        second = await client.chat.completions.create(model="cpo-coach", messages=HISTORY)
        assert second.choices[0].message.content == "1 avant [1]"


async def test_the_openai_client_reads_the_stream(address: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="cpo-coach",
            messages=HISTORY,
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "1 avant [1]"
    assert chunks[-1].usage is not None


async def test_the_openai_client_understands_what_went_wrong(address: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        with pytest.raises(openai.BadRequestError) as caught:
            await client.chat.completions.create(model="cpo-coach", messages=[])
        assert caught.value.code == "invalid"
        with pytest.raises(openai.NotFoundError):
            await client.models.retrieve("other")


async def test_langchain_s_client_holds_a_conversation_streamed_and_not(address: str) -> None:
    model = ChatOpenAI(model="cpo-coach", base_url=f"{address}/v1", api_key="any", max_retries=0)
    said = [HumanMessage("Le pain ?"), AIMessage("Il lève."), HumanMessage("Et le levain ?")]
    assert (await model.ainvoke(said)).text == "1 avant [1]"
    assert "".join([str(chunk.text) async for chunk in model.astream(said)]) == "1 avant [1]"
