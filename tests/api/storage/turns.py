"""Turns as the coach makes them, with something in every field."""

from coach import Citation, Fact, Turn, new_id


def turn(message: str = "Je suis PM", answer: str = "Oui [1]") -> Turn:
    """A turn of a person who told something."""
    turn_id = new_id()
    return Turn(
        id=turn_id,
        message=message,
        kind="coaching",
        language="fr",
        answer=answer,
        citations=(
            Citation(
                1, "boulanger", "Le pain", ("Le pain",), "quatre", 60, 66, "four", "https://b/"
            ),
        ),
        suggestions=("Et le levain ?",),
        confidence=0.875,
        profile={
            "role": "product manager",
            "years_product": 5,
            "methods": ["scrum"],
            "delivery": True,
        },
        assessment={"criteria": [{"key": "delivery", "status": "met", "citations": [1]}]},
        model="écrivain",
        facts=(
            Fact("role", "product manager", "PM", turn_id),
            Fact("years_product", 5, "5 ans", turn_id, "pm", "adds"),
            Fact("years_product", 2.5, "2 ans ½", turn_id),
            Fact("delivery", True, message, turn_id),
        ),
        asked="location",
        check=("location",),
    )
