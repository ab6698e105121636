"""The dictionary of the figure check: words, units, indicators, states, rates, as data.

``lexicon.toml`` beside this file holds the words; an office writes a file of the same shape and
passes ``Lexicon.default().merged(Lexicon.from_toml(text))``. Longer words win over shorter ones
whatever their part, so an office may shadow a part of a word by naming the whole of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed: its canonical name, its kind and how many of the canonical it is."""

    printed: str
    name: str
    kind: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Term:
    """An indicator or a state of projects: its name, the slot of a record it fills.

    ``generic``: another indicator beside it says more; ``own``: the text's word is its name.
    """

    name: str
    slot: str
    group: str = ""
    generic: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the slots of its part and its whole; ``goal`` when it measures a target."""

    name: str
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    goal: bool = False


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression for the longest of many words, one branch per character.

    An alternation of hundreds of words is tried word by word at every character of the text; a
    trie decides with its first character.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = True
    return _branch(root) or r"(?!)"


def _branch(node: dict[str, Any]) -> str:
    options = [re.escape(char) + _branch(below) for char, below in node.items() if char]
    if not options:
        return ""
    body = options[0] if len(options) == 1 else "(?:" + "|".join(options) + ")"
    return f"(?:{body})?" if "" in node else body


@dataclass(frozen=True)
class Lexicon:
    """Words by what they do. Frozen; ``merged`` gives a new one with an office's own words."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    indicators: Mapping[str, Term] = field(default_factory=dict)
    states: Mapping[str, Term] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    nouns: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    complements: tuple[tuple[str, ...], ...] = ()
    fillers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    variants: str = ""

    @staticmethod
    @lru_cache(maxsize=1)
    def default() -> Lexicon:
        """The lexicon that comes with the platform, read once."""
        source = files("niubizi.domain.figurecheck") / "lexicon.toml"
        return Lexicon.from_toml(source.read_text("utf-8"))

    @staticmethod
    def from_toml(text: str) -> Lexicon:
        """A lexicon from TOML; raises ``tomllib.TOMLDecodeError`` or ``KeyError`` on bad data."""
        data = tomllib.loads(text)
        subjects = data.get("subjects", {})
        return Lexicon(
            words={part: tuple(words) for part, words in data.get("words", {}).items()},
            units={u.printed: u for entry in data.get("units", []) for u in _units(entry)},
            indicators=_terms(data.get("indicators", [])),
            states=_terms(data.get("states", [])),
            rates={
                word: _rate(entry) for entry in data.get("rates", []) for word in entry["words"]
            },
            nouns=tuple(subjects.get("nouns", ())),
            bare=tuple(subjects.get("bare", ())),
            announced=tuple(subjects.get("announced", ())),
            uncounted=tuple(subjects.get("uncounted", ())),
            protected=tuple(subjects.get("protected", ())),
            complements=tuple(tuple(parts) for parts in subjects.get("complements", ())),
            fillers=tuple(subjects.get("fillers", ())),
            codes=tuple(data.get("phrases", {}).get("codes", ())),
            variants=data.get("variants", {}).get("pairs", ""),
        )

    def merged(self, other: Lexicon) -> Lexicon:
        """This lexicon with another's words added; entries of the same name are replaced."""
        words = dict(self.words)
        for part, extra in other.words.items():
            words[part] = (*words.get(part, ()), *extra)
        values: dict[str, Any] = {"words": words}
        for each in fields(self):
            if each.name == "words":
                continue
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            values[each.name] = {**mine, **theirs} if isinstance(mine, dict) else mine + theirs
        return Lexicon(**values)

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """For every word the parts it can play: ``indicator``, ``state``, ``rate`` or a key of words."""
        found: dict[str, list[str]] = {}
        groups: list[tuple[str, Iterable[str]]] = [
            ("code", self.codes),
            ("rate", self.rates),
            ("state", self.states),
            ("indicator", self.indicators),
            *self.words.items(),
        ]
        for part, words in groups:
            for word in words:
                found.setdefault(word, []).append(part)
        return {word: tuple(parts) for word, parts in found.items()}

    @cached_property
    def word_pattern(self) -> str:
        """The longest word of the lexicon at a place of the text."""
        return trie_pattern(self.parts)

    @cached_property
    def unit_pattern(self) -> str:
        """The longest unit at a place of the text."""
        return trie_pattern(self.units)

    @cached_property
    def filler_in_front(self) -> re.Pattern[str]:
        """A filler that begins a phrase, but for words it is the beginning of: 在建项目."""
        return re.compile(rf"^(?!{trie_pattern(self.protected)})(?:{trie_pattern(self.fillers)})")

    @cached_property
    def filler_behind(self) -> re.Pattern[str]:
        """A filler that ends a phrase."""
        words = "|".join(map(re.escape, sorted(self.fillers, key=len, reverse=True)))
        return re.compile(rf"(?:{words or '(?!)'})$")

    @cached_property
    def most_complements(self) -> int:
        """How many words the longest complete list has."""
        return max(map(len, self.complements), default=0)

    @cached_property
    def rate_of_deed(self) -> Mapping[str, Rate]:
        """For a slot of states the rate that it is the part of: started → 开工率."""
        found: dict[str, Rate] = {}
        for rate in self.rates.values():
            if rate.part:
                found.setdefault(rate.part[0], rate)
        return found

    @cached_property
    def unit_initials(self) -> frozenset[str]:
        """The characters that units begin with."""
        return frozenset(printed[0] for printed in self.units)

    @cached_property
    def translation(self) -> dict[int, str | int]:
        """Character for character: full-width and traditional forms, and what can't be encoded."""
        table: dict[int, str | int] = dict.fromkeys(range(55296, 57344), "�")
        table |= {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
        table |= {ord(a): b for a, b in zip("％．（）＋－～", "%.()+-~", strict=True)}
        table |= {ord(a): b for a, b in zip(self.variants[::2], self.variants[1::2], strict=True)}
        return table


def _units(entry: dict[str, Any]) -> Iterable[Unit]:
    for printed, factor in entry.get("printed", {}).items():
        yield Unit(printed, entry["unit"], entry["kind"], Fraction(factor))
    for printed in entry.get("same", ()):
        yield Unit(printed, printed, entry["kind"], Fraction(1))


def _terms(entries: Iterable[dict[str, Any]]) -> dict[str, Term]:
    return {
        word: Term(
            entry["name"],
            entry["slot"],
            entry.get("group", ""),
            entry.get("generic", False),
            entry.get("own", False),
        )
        for entry in entries
        for word in entry["words"]
    }


def _rate(entry: dict[str, Any]) -> Rate:
    part, whole = tuple(entry.get("part", ())), tuple(entry.get("whole", ()))
    return Rate(entry["name"], part, whole, entry.get("goal", False))
