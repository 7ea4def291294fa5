"""Reads `criteria.toml`: what an article asks of a person; see `corpus.criterion` for its nouns."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from corpus.article import Article
from corpus.criterion import (
    OPERATORS,
    READS,
    Bound,
    Condition,
    Criteria,
    Criterion,
    Forms,
    Job,
    Operator,
    PayRange,
    ProfileKey,
    Reads,
    Rule,
    Status,
    Step,
    Texts,
    Value,
)
from corpus.errors import CorpusError, read_toml

Table = Mapping[str, Any]


def read_criteria(path: Path, article: Article) -> Criteria:
    """Read what an article asks of a person.

    Passages are named by a verbatim extract, which must be in exactly one of them or begin one.

    Raises:
        CorpusError: it is not TOML, an entry is not of the expected form, a rule names no known
            key or value, or an extract is in no passage.
    """
    return _Reader(path, article).criteria(read_toml(path))


class _Reader:
    """Turns tables into nouns; every complaint names the file and the entry."""

    def __init__(self, path: Path, article: Article) -> None:
        self._path, self._article = path, article
        self._keys: dict[str, ProfileKey] = {}

    def criteria(self, tables: Table) -> Criteria:
        known = {"job", "field", "profile", "criterion", "pay"}
        if unknown := set(tables) - known:
            raise self._wrong(f"unknown table {min(unknown)!r} ({', '.join(sorted(known))})")
        jobs = tuple(self._job(entry) for entry in self._entries(tables, "job"))
        for entry in self._entries(tables, "profile"):
            key = self._profile_key(entry)
            if key.key in self._keys:
                raise self._wrong(f"profile {key.key!r} is declared twice")
            self._keys[key.key] = key
        for key in self._keys.values():
            if key.needs is not None:
                self._known_key(key.needs, f"profile {key.key!r}")
        pay = tables.get("pay", {})
        return Criteria(
            jobs=jobs,
            fields=self._forms(tables.get("field", {}), "field"),
            keys=tuple(self._keys.values()),
            criteria=tuple(self._criterion(entry) for entry in self._entries(tables, "criterion")),
            pay=tuple(self._pay_range(entry) for entry in pay.get("range", ())),
            pay_words=self._forms(pay.get("words", {}), "pay.words"),
            pay_places=self._texts(pay["places"], "pay.places") if pay else {},
        )

    def _job(self, entry: Table) -> Job:
        name = self._name(entry, "job", "id")
        return Job(
            id=name,
            names=self._names(entry, name),
            forms=self._forms(entry, name),
            short=self._words(entry.get("short", []), name),
            field=entry.get("field") is True,
            target=entry.get("target") is True,
            discipline=str(entry.get("discipline", name)),
        )

    def _profile_key(self, entry: Table) -> ProfileKey:
        key = self._name(entry, "profile", "key")
        if entry.get("reads") not in READS:
            raise self._wrong(f"profile {key!r}: 'reads' must be one of {', '.join(READS)}")
        ask = entry.get("ask")
        return ProfileKey(
            key=key,
            reads=cast("Reads", entry["reads"]),
            values=tuple(self._value(value, key) for value in entry.get("value", ())),
            nouns=self._forms(entry.get("nouns", {}), key),
            none=entry.get("none"),
            ask=self._texts(ask, key) if ask is not None else None,
            answers=self._forms(entry.get("answers", {}), key),
            needs=entry.get("needs"),
        )

    def _value(self, entry: Table, key: str) -> Value:
        name = self._name(entry, f"a value of {key!r}", "id")
        return Value(
            id=name,
            names=self._names(entry, name),
            forms=self._forms(entry, name),
            exact=self._words(entry.get("exact", []), name),
            denied=entry.get("denied"),
            groups=tuple(self._forms(group, name) for group in entry.get("groups", ())),
        )

    def _criterion(self, entry: Table) -> Criterion:
        key = self._name(entry, "criterion", "key")
        steps = [
            Step(self._texts(step.get("text"), key), self._passages(step, key))
            for step in entry.get("step", ())
        ]
        return Criterion(
            key=key,
            label=self._texts(entry.get("label"), key),
            unknown=self._texts(entry.get("unknown"), key),
            rules=tuple(self._rule(rule, key) for rule in entry.get("rule", ())),
            passages=self._passages(entry, key),
            steps=tuple(steps),
            asks=tuple(self._known_key(name, key) for name in entry.get("asks", ())),
        )

    def _rule(self, entry: Table, criterion: str) -> Rule:
        status, when = entry.get("status"), entry.get("when")
        if status not in ("met", "gap"):
            raise self._wrong(f"{criterion!r}: a rule's status must be met or gap")
        if not isinstance(when, dict) or not when:
            raise self._wrong(f"{criterion!r}: a rule needs 'when'")
        conditions = [
            self._condition(self._known_key(key, criterion), operator, bound, criterion)
            for key, tests in when.items()
            for operator, bound in tests.items()
        ]
        reason = self._texts(entry.get("reason"), criterion)
        return Rule(cast("Status", status), tuple(conditions), reason)

    def _condition(self, key: str, operator: str, bound: object, criterion: str) -> Condition:
        if operator not in OPERATORS:
            expected = ", ".join(OPERATORS)
            raise self._wrong(f"{criterion!r}: unknown test {operator!r} ({expected})")
        allowed = {value.id for value in self._keys[key].values}
        named = bound if isinstance(bound, list) else [bound]
        for value in named:
            if isinstance(value, str) and value not in allowed:
                raise self._wrong(f"{criterion!r}: {value!r} is no value of {key!r}")
        held = tuple(bound) if isinstance(bound, list) else bound
        return Condition(key, cast("Operator", operator), cast("Bound", held))

    def _pay_range(self, entry: Table) -> PayRange:
        place = self._name(entry, "pay.range", "place")
        return PayRange(place, str(entry.get("grade", "")), self._passages(entry, place))

    def _passages(self, entry: Table, where: str) -> tuple[int, ...]:
        extracts = self._words(entry.get("passages", []), where)
        if not extracts:
            raise self._wrong(f"{where!r}: needs the passages that say so")
        return tuple(self._passage(extract, where) for extract in extracts)

    def _passage(self, extract: str, where: str) -> int:
        holding = [p.number for p in self._article.passages if extract in p.text]
        if not holding:
            raise self._wrong(f"{where!r}: no passage holds {extract!r}")
        if len(holding) > 1:
            raise self._wrong(f"{where!r}: {len(holding)} passages hold {extract!r}")
        return holding[0]

    def _known_key(self, key: object, where: str) -> str:
        if not isinstance(key, str) or key not in self._keys:
            raise self._wrong(f"{where!r}: no profile key {key!r}")
        return key

    def _entries(self, tables: Table, name: str) -> Sequence[Table]:
        entries = tables.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._wrong(f"{name!r} must be [[{name}]] tables")
        return entries

    def _name(self, entry: Table, what: str, key: str) -> str:
        name = entry.get(key)
        if not isinstance(name, str) or not name:
            raise self._wrong(f"{what} without {key!r}: {dict(entry)!r:.80}")
        return name

    def _names(self, entry: Table, default: str) -> Texts:
        name = entry.get("name", default)
        return self._texts(name, default) if isinstance(name, dict) else {"": str(name)}

    def _texts(self, texts: object, where: str) -> Texts:
        if not isinstance(texts, dict) or not all(
            len(language) == 2 and isinstance(text, str) and text
            for language, text in texts.items()
        ):
            raise self._wrong(f"{where!r}: expected one text a language, got {texts!r:.80}")
        return texts

    def _forms(self, entry: object, where: str) -> Forms:
        """The lists of an entry whose names are languages, or "all"."""
        if not isinstance(entry, dict):
            raise self._wrong(f"{where!r}: expected one list a language, got {entry!r:.80}")
        return {
            "" if language == "all" else language: self._words(words, where)
            for language, words in entry.items()
            if language == "all" or (len(language) == 2 and language != "id")
        }

    def _words(self, words: object, where: str) -> tuple[str, ...]:
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            raise self._wrong(f"{where!r}: expected a list of words, got {words!r:.80}")
        return tuple(words)

    def _wrong(self, reason: str) -> CorpusError:
        return CorpusError(self._path, None, reason)
