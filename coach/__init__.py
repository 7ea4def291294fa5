"""What to say: from a person's message to an answer proved by the article."""

from coach.citations import text_fragment
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
from coach.langchain import as_langchain_message, as_langchain_retriever
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
from coach.writing import (
    MAX_OUTPUT_TOKENS,
    DailyTokens,
    ModelCaller,
    SentenceChecker,
    Writer,
    precision_and_recall,
    train_support,
)

__all__ = [
    "LANGUAGES",
    "MAX_OUTPUT_TOKENS",
    "MOST_TURNS",
    "Citation",
    "Coach",
    "Conversation",
    "ConversationStore",
    "DailyTokens",
    "Fact",
    "Feedback",
    "KeptConversation",
    "KeptTurn",
    "Kind",
    "LearnedFollowups",
    "MemoryConversations",
    "ModelCaller",
    "SentenceChecker",
    "TextDelta",
    "Turn",
    "TurnBegan",
    "TurnEvent",
    "Writer",
    "as_langchain_message",
    "as_langchain_retriever",
    "learn_followups",
    "new_id",
    "precision_and_recall",
    "text_fragment",
    "train_smalltalk",
    "train_support",
]
