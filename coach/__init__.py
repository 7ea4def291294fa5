"""What to say: from a person's message to an answer proved by the article."""

from coach.coach import Coach
from coach.conversations import (
    MOST_TURNS,
    ConversationStore,
    Feedback,
    KeptConversation,
    KeptTurn,
    MemoryConversations,
    new_id,
)
from coach.facts_reading import Fact
from coach.followup_training import LearnedFollowups, learn_followups
from coach.langchain import as_langchain_retriever
from coach.smalltalk import train_smalltalk
from coach.turn import (
    LANGUAGES,
    Citation,
    Conversation,
    Kind,
    TextDelta,
    Turn,
    TurnBegan,
    TurnEvent,
)

__all__ = [
    "LANGUAGES",
    "MOST_TURNS",
    "Citation",
    "Coach",
    "Conversation",
    "ConversationStore",
    "Fact",
    "Feedback",
    "KeptConversation",
    "KeptTurn",
    "Kind",
    "LearnedFollowups",
    "MemoryConversations",
    "TextDelta",
    "Turn",
    "TurnBegan",
    "TurnEvent",
    "as_langchain_retriever",
    "learn_followups",
    "new_id",
    "train_smalltalk",
]
