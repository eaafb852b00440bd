"""How much of what nobody used of a sentence is told, and how often a sentence that was wholly used has a false alarm.

    python benchmarks/leftovers.py                       # data/findvehicle/leftovers_dev.jsonl
    python benchmarks/leftovers.py --data FILE --show    # another list, with every word that was missed or told in vain

Lines of a list: ``{"id", "text", "unchecked": ["ladder on the roof", ...]}``. Content words count, not where phrases
are cut. Told is what ``Answer.unchecked`` has, and what a note quotes: "driving slowly" is not told apart from moving,
and no zone is called "lane 2". Compass points are checked, whatever a list says.
"""

import argparse
import json
import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ner.filters import read_filters
from ner.keywords import Query
from ner.reader import Reader
from ner.unused import left_over, question_of
from vehiclefinder.finder.alternatives import wanted_vehicles
from vehiclefinder.finder.sentence import Sentence, read_sentence
from vehiclefinder.finder.unchecked import understanding

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
_SMALL = """a an the of on off in at to with by for from and or is are was were be it its his her their that this which
who has have had into out up there w go going come coming heading doing driving stopping"""
SMALL = frozenset(_SMALL.split())
"""Words that need not be told."""
_QUOTED = re.compile(r"\u201c([^\u201d]+)\u201d")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def main() -> None:
    """Measure, and print."""
    options = parse()
    lines = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines() if line.strip()]
    reader = Reader(Path("models/ner/ner.onnx"))
    said, told, extra, alarms = 0, 0, 0, []
    for line in lines:
        read = read_sentence(reader(line["text"]), NOW)
        found, noted = content([one.text for one in read.unchecked]), content(noted_of(read))
        wanted = content(line["unchecked"]) - content([line["text"][m.start : m.end] for m in read.places.compass])
        said, told = said + wanted.total(), told + (wanted & (found | noted)).total()
        extra += (found - wanted).total() if wanted else 0
        if found and not wanted:
            alarms.append(line)
        missed, vain = wanted - (found | noted), found - wanted
        if options.show and (missed or vain):
            print(f"{line['id']}  {line['text']}\n    missed {list(missed)}, in vain {list(vain)}")
    whole = sum(not line["unchecked"] for line in lines)
    print(f"content words that are told     {told}/{said} = {told / max(said, 1):.3f}")
    print(f"told beside them, in vain       {extra}")
    print(f"wholly used, with a false alarm {len(alarms)}/{whole} = {len(alarms) / max(whole, 1):.3f}")
    spent(reader, [line["text"] for line in lines])


def noted_of(read: Sentence) -> list[str]:
    """Return what the notes of an answer quote as not checked, or checked as something coarser only."""
    notes = understanding(read, wanted_vehicles(read.heard)).notes
    return [*(said for note in notes for said in _QUOTED.findall(note)), *(zone.said for zone in read.places.zones)]


def content(texts: list[str]) -> Counter[str]:
    """Count the words of some texts that must be told, in small letters."""
    words = (word.lower() for text in texts for word in _WORD.findall(text))
    return Counter(word for word in words if word not in SMALL)


def spent(reader: Reader, texts: list[str]) -> None:
    """Print what it adds to the reading of a sentence, which is the baseline."""
    queries = [reader(text) for text in texts]
    pairs = [(queried(reader, query), searched(query)) for _ in range(5) for query in queries]
    read, left = (np.median([pair[place] for pair in pairs]) for place in (0, 1))
    print(f"median time, ms: reading {read:.3f}, leftovers {left:.3f} ({left / read:.2f} of it)")


def queried(reader: Reader, query: Query) -> float:
    """Return how long a sentence takes to read, ms."""
    began = time.perf_counter()
    reader(query.text)
    return 1000 * (time.perf_counter() - began)


def searched(query: Query) -> float:
    """Return how long its leftovers take, ms; orders, cameras and times are read by every search anyway."""
    spans = (*question_of(query).spans, *read_filters(query.text, NOW).spans)
    began = time.perf_counter()
    left_over(query, spans)
    return 1000 * (time.perf_counter() - began)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/findvehicle/leftovers_dev.jsonl"))
    parser.add_argument("--show", action="store_true", help="print every word that was missed or told in vain")
    return parser.parse_args()


if __name__ == "__main__":
    main()
