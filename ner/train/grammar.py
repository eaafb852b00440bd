"""Reads the generator's grammar: rules, choices and slots, expanded into pieces of a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

from ner.errors import NerError

TOKEN = re.compile(
    r"<(?P<rule>[a-z]+)(:(?P<rspec>[\d+c]+))?>|\{(?P<slot>[a-z]+(=[^!:}]+)?)(?P<neg>!)?(:(?P<sspec>[\d+c]+))?\}|[()|]"
)
BRACKETS = {r"\(": "\x01", r"\)": "\x02"}
"""Brackets that are meant as text, and what stands for them while a line is parsed."""
HELD_OUT = 6
"""One alternative in so many is kept from training in the split by template."""


@dataclass(frozen=True, slots=True)
class GrammarScope:
    """The vehicles that a slot speaks of.

    :param vehicles: Their numbers in the sentence, from 1.
    :param context: Whether they are only mentioned.
    """

    vehicles: tuple[int, ...] = (1,)
    context: bool = False

    @classmethod
    def parse(cls, spec: str) -> "GrammarScope":
        """Read ``"2"``, ``"2c"`` or ``"1+2"``."""
        return cls(tuple(int(n) for n in spec.rstrip("c").split("+")), spec.endswith("c"))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a keyword.

    :param name: Such as ``type``; ``type=van`` where the words are fixed.
    :param scope: The vehicles that it belongs to.
    :param negated: Whether the sentence rules it out.
    """

    name: str
    scope: GrammarScope
    negated: bool


Node = str | tuple[str, str, bool, str | None] | list["Sequence"]
Sequence = list[Node]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One line of a rule."""

    weight: float
    nodes: Sequence
    held_out: bool


class Grammar:
    """The rules of a grammar.

    :param path: Its file, or the folder of its files, such as ``data/findvehicle/grammar``; its ``operator.txt``
        describes the notation.
    :param sentence_rules: Rules whose alternatives are split by template; the others are always whole.
    :raises NerError: The file is missing or has text before its first rule.
    """

    def __init__(self, path: Path, sentence_rules: frozenset[str] = frozenset()) -> None:
        self._rules: dict[str, list[Alternative]] = {}
        self._sentence_rules = sentence_rules
        for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
            self._read(file)

    def _read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise NerError(f"grammar missing: {path}") from error
        name = ""
        for line in lines:
            if match := re.fullmatch(r"\[(\w+)\]", line):
                name = match[1]
            elif line and not line.startswith("#"):
                if not name:
                    raise NerError(f"expected a [rule] first in {path}, got {line!r}")
                self._rules.setdefault(name, []).append(_alternative(line))

    def expand(self, rule: str, random: Random, held_out: bool | None = None) -> Iterator[str | Slot]:
        """Yield the pieces of one sentence: literal text and slots.

        :param rule: Where to start.
        :param random: The source of every choice.
        :param held_out: True for held-out templates only, False for the others only, None for all.
        """
        yield from self._expand_rule(rule, GrammarScope(), random, held_out)

    def _expand_rule(
        self, rule: str, scope: GrammarScope, random: Random, held_out: bool | None
    ) -> Iterator[str | Slot]:
        choices = self._rules.get(rule, [])
        if not choices:
            raise NerError(f"the grammar has no rule [{rule}]")
        if held_out is not None and rule in self._sentence_rules:
            choices = [choice for choice in choices if choice.held_out is held_out] or choices
        chosen = random.choices(choices, [choice.weight for choice in choices])[0]
        yield from self._expand_nodes(chosen.nodes, scope, random, held_out)

    def _expand_nodes(
        self, nodes: Sequence, scope: GrammarScope, random: Random, held_out: bool | None
    ) -> Iterator[str | Slot]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, list):
                yield from self._expand_nodes(random.choice(node), scope, random, held_out)
            else:
                kind, name, negated, spec = node
                inner = GrammarScope.parse(spec) if spec else scope
                if kind == "slot":
                    yield Slot(name, inner, negated)
                else:
                    yield from self._expand_rule(name, inner, random, held_out)


def _alternative(line: str) -> Alternative:
    match = re.match(r"(\d+)\* ?", line)
    text = line[match.end() :] if match else line
    for escaped, mark in BRACKETS.items():
        text = text.replace(escaped, mark)
    nodes, rest = _parse(text, 0)
    if rest != len(text):
        raise NerError(f"unbalanced brackets in the grammar's line {line!r}")
    return Alternative(float(match[1]) if match else 1.0, nodes, crc32(text.encode()) % HELD_OUT == 0)


def _parse(text: str, at: int) -> tuple[Sequence, int]:
    """Parse a sequence from ``at`` up to a ``|`` or ``)`` of the level above, or the end."""
    nodes: Sequence = []
    while at < len(text):
        match = TOKEN.search(text, at)
        stop = match.start() if match else len(text)
        if stop > at:
            nodes.append(text[at:stop].replace("\x01", "(").replace("\x02", ")"))
        if match is None:
            return nodes, len(text)
        if match[0] in "|)":
            return nodes, stop
        if match[0] == "(":
            choice, at = _parse_choice(text, match.end())
            nodes.append(choice)
        else:
            rule = match["rule"]
            nodes.append(("rule", rule, False, match["rspec"]) if rule else _slot(match))
            at = match.end()
    return nodes, at


def _slot(match: re.Match[str]) -> Node:
    return ("slot", match["slot"], bool(match["neg"]), match["sspec"])


def _parse_choice(text: str, at: int) -> tuple[list[Sequence], int]:
    options: list[Sequence] = []
    while True:
        nodes, at = _parse(text, at)
        options.append(nodes)
        if at >= len(text):
            raise NerError(f"unbalanced brackets in the grammar's line {text!r}")
        at += 1
        if text[at - 1] == ")":
            return options, at
