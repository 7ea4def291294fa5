"""The articles as the API gives them."""

import httpx

from corpus import Corpus


async def test_the_list_names_each_article(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/articles")).json() == [
        {
            "slug": "boulanger",
            "title": "Le métier de boulanger",
            "language": "fr",
            "url": "https://blog.example/boulanger",
        }
    ]


async def test_an_article_is_its_text_in_sections_that_tile_it(
    client: httpx.AsyncClient, tiny_corpus: Corpus
) -> None:
    article = (await client.get("/api/articles/boulanger")).json()
    assert list(article) == ["slug", "title", "language", "url", "text", "sections"]
    assert article["text"] == tiny_corpus["boulanger"].text
    sections = article["sections"]
    assert [section["id"] for section in sections] == [
        "intro",
        "le-pain",
        "le-levain",
        "le-salaire",
    ]
    assert sections[2] == {
        "id": "le-levain",
        "heading": "Le levain",
        "path": ["Le pain", "Le levain"],
        "start": article["text"].index("### Le levain"),
        "end": article["text"].index("## Le salaire"),
    }
    ends = [section["end"] for section in sections]
    assert [section["start"] for section in sections[1:]] == ends[:-1]
    assert ends[-1] == len(article["text"])
