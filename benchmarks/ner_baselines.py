"""Baselines for the reader: a gazetteer, spaCy's span categoriser, and the BiLSTM-CRF of the FindVehicle paper."""

import re
from collections.abc import Callable, Iterable
from random import Random

import spacy
import torch
from spacy.training import Example
from torch import Tensor, nn

from ner.keywords import Keyword, Query, Target
from ner.labels import is_fine
from ner.tokens import SentenceTokens, tokenise
from ner.values import lexicon

Read = Callable[[str], Query]
LONGEST = 6
"""Most tokens of a span that the baselines look for."""


def as_query(text: str, spans: Iterable[tuple[str, int, int]]) -> Query:
    """Bind every span to one vehicle: the baselines know no others."""
    keywords = tuple(Keyword(label, text[start:end], start, end) for label, start, end in spans)
    return Query(text, (Target(keywords),) if keywords else ())


def gazetteer() -> Read:
    """Look up every wording of the lexicon, longest first; numbers with a unit by a pattern."""
    phrases: dict[tuple[str, ...], list[str]] = {}
    for label, table in lexicon().items():
        for surface in table if label != "vehicle_model" else ():
            phrases.setdefault(tokenise(surface.lower()).words, []).append(label)
    number = re.compile(r"\d+ ?(?P<unit>km/h|kph|mph|kilometers (?:per|an) hour|meters|metres|m\b)", re.IGNORECASE)

    def read(text: str) -> Query:
        tokens, spans, at = tokenise(text), [], 0
        lower = tuple(word.lower() for word in tokens.words)
        while at < len(lower):
            size = next((n for n in range(min(LONGEST, len(lower) - at), 0, -1) if lower[at : at + n] in phrases), 0)
            if size:
                start, end = tokens.starts[at], tokens.end(at + size - 1)
                spans += [(label, start, end) for label in phrases[lower[at : at + size]]]
            at += size or 1
        for match in number.finditer(text):
            length = match["unit"].lower() in ("meters", "metres", "m")
            spans.append(("vehicle_range" if length else "vehicle_velocity", *match.span()))
        return as_query(text, spans)

    return read


def spancat(queries: list[Query], epochs: int, report: Callable[[str], None]) -> Read:
    """Train spaCy's span categoriser, which can express overlaps."""
    nlp = spacy.blank("en")
    sizes = {"@misc": "spacy.ngram_suggester.v1", "sizes": list(range(1, LONGEST + 1))}
    nlp.add_pipe("spancat", config={"spans_key": "vehicle", "suggester": sizes, "threshold": 0.5})
    examples = [_example(nlp, query) for query in queries]
    optimiser = nlp.initialize(lambda: examples[:500])
    random = Random(0)
    for epoch in range(epochs):
        random.shuffle(examples)
        losses: dict[str, float] = {}
        for i in range(0, len(examples), 64):
            nlp.update(examples[i : i + 64], sgd=optimiser, losses=losses, drop=0.1)
        report(f"spancat epoch {epoch + 1}/{epochs}: {losses}")

    def read(text: str) -> Query:
        doc = nlp(text)  # spans do not outlive their document
        return as_query(text, [(s.label_, s.start_char, s.end_char) for s in doc.spans["vehicle"]])

    return read


def _example(nlp: spacy.language.Language, query: Query) -> Example:
    doc = nlp.make_doc(query.text)
    spans = {(k.start, k.end, k.label) for k in query.keywords if doc.char_span(k.start, k.end) is not None}
    return Example.from_dict(doc, {"spans": {"vehicle": sorted(spans)}})


class BiLstmCrf(nn.Module):
    """Word embeddings, a bidirectional LSTM and a linear-chain CRF over one flat layer of BIO tags."""

    def __init__(self, words: int, tags: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, 100)
        self.lstm = nn.LSTM(100, 100, batch_first=True, bidirectional=True)
        self.leave = nn.Linear(200, tags)
        self.transitions = nn.Parameter(torch.zeros(tags, tags))

    def loss(self, words: Tensor, tags: Tensor) -> Tensor:
        """Return the mean negative log likelihood of sentences of one length, (batch, tokens)."""
        scores = self.leave(self.lstm(self.embed(words))[0])
        gold = scores.gather(2, tags[:, :, None]).sum((1, 2)) + self.transitions[tags[:, :-1], tags[:, 1:]].sum(1)
        total = scores[:, 0]
        for step in range(1, words.shape[1]):
            total = torch.logsumexp(total[:, :, None] + self.transitions, 1) + scores[:, step]
        mean: Tensor = (torch.logsumexp(total, 1) - gold).mean()
        return mean

    def best(self, words: Tensor) -> list[int]:
        """Return the likeliest tags of one sentence, (tokens,)."""
        scores = self.leave(self.lstm(self.embed(words[None]))[0])[0]
        total, back = scores[0], []
        for score in scores[1:]:
            value, source = (total[:, None] + self.transitions).max(0)
            total = value + score
            back.append(source)
        path = [int(total.argmax())]
        for source in reversed(back):
            path.append(int(source[path[-1]]))
        return path[::-1]


def bilstm_crf(queries: list[Query], epochs: int, report: Callable[[str], None]) -> Read:
    """Train the paper's baseline; one flat layer cannot hold the fine types over brand and model, so it has none."""
    rows = [(tokenise(query.text), query) for query in queries]
    words = {w: i + 1 for i, w in enumerate(sorted({w.lower() for tokens, _ in rows for w in tokens.words}))}
    names = [
        "O",
        *sorted({f"{p}-{k.label}" for q in queries for k in q.keywords if not is_fine(k.label) for p in "BI"}),
    ]
    model = BiLstmCrf(len(words) + 1, len(names))
    optimiser = torch.optim.Adam(model.parameters(), 3e-3)
    by_length: dict[int, list[tuple[list[int], list[int]]]] = {}
    for tokens, query in rows:
        by_length.setdefault(len(tokens), []).append((_ids(tokens, words), _tags(tokens, query, names)))
    random = Random(0)
    for epoch in range(epochs):
        groups = [g[i : i + 64] for g in by_length.values() for i in range(0, len(g), 64)]
        random.shuffle(groups)
        total = 0.0
        for group in groups:
            value = model.loss(torch.tensor([ids for ids, _ in group]), torch.tensor([tags for _, tags in group]))
            optimiser.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            total += value.item()
        report(f"BiLSTM-CRF epoch {epoch + 1}/{epochs}: loss {total / len(groups):.3f}")

    def read(text: str) -> Query:
        tokens = tokenise(text)
        with torch.no_grad():
            tags = [names[t] for t in model.best(torch.tensor(_ids(tokens, words)))] if len(tokens) else []
        return as_query(text, _spans(tokens, tags))

    return read


def _ids(tokens: SentenceTokens, words: dict[str, int]) -> list[int]:
    return [words.get(word.lower(), 0) for word in tokens.words]


def _tags(tokens: SentenceTokens, query: Query, names: list[str]) -> list[int]:
    tags = [0] * len(tokens)
    for keyword in query.keywords:
        if not is_fine(keyword.label):
            inside = [t for t in range(len(tokens)) if keyword.start <= tokens.starts[t] < keyword.end]
            for place, token in enumerate(inside):
                tags[token] = names.index(f"{'I' if place else 'B'}-{keyword.label}")
    return tags


def _spans(tokens: SentenceTokens, tags: list[str]) -> list[tuple[str, int, int]]:
    spans: list[tuple[str, int, int]] = []
    before = "O"
    for token, tag in enumerate(tags):
        if tag != "O" and tag[0] == "I" and before[2:] == tag[2:]:
            spans[-1] = (*spans[-1][:2], tokens.end(token))
        elif tag != "O":
            spans.append((tag[2:], tokens.starts[token], tokens.end(token)))
        before = tag
    return spans
