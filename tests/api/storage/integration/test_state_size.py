"""Promise 32: what is kept grows with what is said, and by little."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.storage import Database, Storage
from coach import Coach
from tests.coach.conftest import coach, corpus, retriever
from tests.conftest import counts

__all__ = ["coach", "corpus", "retriever"]  # fixtures

pytestmark = [pytest.mark.integration, pytest.mark.promise(32)]

MOST_BYTES = 10_000

ASKED = (
    "Combien gagne un CPO débutant à Paris ?",
    "Que fait un CPO ?",
    "Faut quelles études ?",
    "Suis-je prêt ?",
    "What is the difference between a CPO and a CTO?",
)
TOLD = (
    "Je suis PM depuis {n} ans et j’ai un bac+5 en école d’ingénieur",
    "Je dirige une équipe de {n} personnes : des designers, des développeurs et des data analysts",
    "Je suis certifié PSPO et PSM, je pratique Scrum, SAFe et le Lean",
    "J’ai participé à des projets d’innovation et de transformation digitale pendant {n} ans",
)


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param((*TOLD, *ASKED * 4), id="mostly asked"),
        pytest.param(TOLD, id="something told in every turn"),
    ],
)
async def test_a_turn_takes_at_most_ten_kilobytes_and_the_last_as_much_as_the_first(
    coach: Coach,
    tmp_path: Path,
    figure: Callable[[str], None],
    messages: tuple[str, ...],
) -> None:
    """Promise 32."""
    storage = Storage(Database(f"sqlite:///{tmp_path / 'coach.sqlite3'}"), 30)
    conversation_id = (await storage.create()).id
    count = counts(48, 480)
    sizes = [await size_of(storage, tmp_path)]
    for number in range(count):
        conversation = await storage.get(conversation_id)
        assert conversation is not None
        message = messages[number % len(messages)].format(n=number + 1)
        await storage.append(conversation_id, coach.answer(message, conversation))
        if number + 1 in (count // 2, count):
            sizes.append(await size_of(storage, tmp_path))
    await storage.close()
    empty, half, whole = sizes
    per_turn = (whole - empty) / count
    assert per_turn <= MOST_BYTES
    assert (whole - half) <= 1.3 * (half - empty)
    figure(f"{per_turn:,.0f} bytes a turn over {count} turns")


async def size_of(storage: Storage, folder: Path) -> int:
    await storage.database.empty_log()
    return sum(path.stat().st_size for path in folder.iterdir())
