"""Coaches: hears what a person tells, keeps their profile, and says where they stand.

The article whose criteria it holds them against is data; no role is known here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from coach.assessment import Judged, as_mapping, assess, most_useful_unknown
from coach.coaching_answers import (
    facts_said,
    labels,
    write_judged,
    write_question,
    write_standing,
    write_update,
)
from coach.coaching_aside import write_another
from coach.coaching_draft import MAX_CHARACTERS, Draft
from coach.coaching_hearing import Heard, hear
from coach.coaching_pay import write_pay
from coach.facts_quoted import may_tell
from coach.facts_reading import Reading
from coach.turn import Conversation, Kind, Turn
from corpus import Article, Criteria, ProfileKey


@dataclass(frozen=True, slots=True)
class Coaching:
    """Coaches for the role of one article.

    Attributes:
        article: the article that says what the role asks.
        criteria: its criteria.
        today: tells the date, for "since 2018".
    """

    article: Article
    criteria: Criteria
    today: Callable[[], date]

    def hear(
        self,
        message: str,
        conversation: Conversation,
        languages: tuple[str, str],
        turn_id: str,
        told: Sequence[tuple[str, str]] = (),
    ) -> Heard:
        """Understand a message; see `coach.coaching_hearing.hear`."""
        today = self.today()
        return hear(message, conversation, languages, self.criteria, today, turn_id, told)

    def may_tell(self, message: str, language: str) -> bool:
        """Whether somebody may tell of themself in a message; see `coach.facts_quoted`."""
        return may_tell(Reading.of(message, language, self.criteria, self.today()))

    def questions(self, language: str) -> Mapping[str, str]:
        """What may be told of a person: each profile key with the question that asks for it."""
        return {key.key: key.ask[language] for key in self.criteria.keys if key.ask is not None}

    def reply(self, heard: Heard) -> Turn | None:
        """Answer a message that is about the person; None when another answer should come first."""
        if heard.wish == "none":
            return None
        judged = assess(heard.profile, heard.language)
        draft = Draft(self.article, heard.language)
        match heard.wish:
            case "check" | "next" | "skip" | "unread":
                return self._check(heard, judged, draft)
            case "stop":
                return self._result(heard, judged, draft)
            case "another" | "bare":
                return self._aside(heard, draft)
            case "pay":
                asked = (heard.asked_place,) if heard.asked_place else ()
                write_pay(draft, heard.profile.told(asked))
                key = most_useful_unknown(heard.profile, judged)
            case _:
                key = most_useful_unknown(heard.profile, judged)
                fresh = [fact.key for fact in heard.fresh]
                write = write_update if heard.wish == "told" and heard.goes_on else write_standing
                write(draft, heard.profile, judged, fresh, _ask(key, heard.language))
        write_question(draft, key)
        return self._turn(heard, draft, key)

    def joined(self, turn: Turn, heard: Heard) -> Turn:
        """Any turn with what is known of the person, and a line on what they just told.

        A guided check that was interrupted by a question goes on after its answer.
        """
        judged = assess(heard.profile, heard.language)
        asked, check = turn.asked, turn.check
        answer = turn.answer
        if turn.kind != "coaching" and (heard.check or heard.fresh):
            draft = Draft(self.article, heard.language)
            key = most_useful_unknown(heard.profile, judged, heard.check[:-1])
            if heard.check and key:
                write_question(draft, key, "resume")
                asked, check = key.key, (*heard.check[:-1], key.key)
            elif heard.fresh:
                told = facts_said(heard.profile, (f.key for f in heard.fresh), heard.language)
                draft.add(draft.text("aside", facts=told) if told else "")
            line = "\n".join(draft.lines).strip()
            if line and len(answer) + len(line) + 2 <= MAX_CHARACTERS:
                answer = f"{answer}\n\n{line}"
        known = bool(heard.profile.facts)
        return replace(
            turn,
            id=heard.turn_id,
            answer=answer,
            facts=heard.profile.facts,
            asked=asked,
            check=check,
            profile=heard.profile.as_mapping(turn.language) if known else None,
            assessment=as_mapping(self.article, judged, turn.language) if known else None,
        )

    def _check(self, heard: Heard, judged: tuple[Judged, ...], draft: Draft) -> Turn:
        """The next question of a guided check, or its result when there is nothing left to ask."""
        openings = {"check": "start", "skip": "skipped", "unread": "unread"}
        opening = openings.get(heard.wish, "next")
        check = () if heard.wish == "check" else heard.check
        if heard.wish == "unread" or (heard.wish == "next" and not heard.replies):
            check = check[:-1]
        key = most_useful_unknown(heard.profile, judged, check)
        if key is None:
            return self._result(heard, judged, draft)
        draft.add(draft.text(opening))
        if heard.wish == "next":
            write_judged(draft, judged, [fact.key for fact in heard.fresh])
        write_question(draft, key)
        return self._turn(heard, draft, key, (*check, key.key))

    def _aside(self, heard: Heard, draft: Draft) -> Turn:
        """Answer an aim at another role, or a "yes" to nothing, without coaching."""
        if heard.another:
            write_another(draft, self.criteria, heard.another)
        else:
            draft.add(draft.text("nothing_asked"))
        kind: Kind = "not_covered" if heard.another else "smalltalk"
        return replace(self._turn(heard, draft, None), kind=kind)

    def _result(self, heard: Heard, judged: tuple[Judged, ...], draft: Draft) -> Turn:
        draft.add(draft.text("result" if heard.profile.facts else "nothing") + "\n")
        unknown = [one for one in judged if one.status == "unknown"]
        left = draft.text("unknown", labels=labels(unknown, heard.language)) if unknown else ""
        write_standing(draft, heard.profile, judged, (), left)
        if unknown and heard.profile.facts and draft.room_for(left, (), 2):
            draft.add("\n" + left)
        return self._turn(heard, draft, None)

    def _turn(
        self, heard: Heard, draft: Draft, key: ProfileKey | None, check: tuple[str, ...] = ()
    ) -> Turn:
        answers = key.answers.get(heard.language, ()) if key else ()
        return Turn(
            id=heard.turn_id,
            message=heard.message,
            kind="coaching",
            language=heard.language,
            answer="\n".join(draft.lines).strip(),
            citations=draft.citations(),
            suggestions=tuple(answers[:3]),
            confidence=1.0,
            asked=key.key if key else None,
            check=check,
        )


def coaching_for(articles: tuple[Article, ...], today: Callable[[], date]) -> Coaching | None:
    """Coaching for the first article that says what its role asks; None when none does."""
    for article in articles:
        if article.criteria is not None:
            return Coaching(article, article.criteria, today)
    return None


def _ask(key: ProfileKey | None, language: str) -> str:
    return key.ask[language] if key and key.ask else ""
