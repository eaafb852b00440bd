"""Kills every operation at each of its steps, fills the disk at each, and lets each fail alone; damages every kind of
file of a home; ingests mutated videos: what is lost, half, stranded or unclear afterwards?

``python -m benchmarks.faults`` prints the tables of docs/reliability.md. Names of operations, ``stores`` or ``videos``
choose; ``--most N`` kills at most N steps of each operation, ``--others N`` tries the other faults at most N times, and
``--videos N`` so many videos. ``TMPDIR=/dev/shm`` keeps the homes in memory, where a try takes a second.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults import damaged, mutated
from tests.faults.campaign import Campaign, Try, spread
from tests.faults.homes import sent
from tests.faults.injection import Fault
from tests.faults.operations import OPERATIONS, tidy, wrong

FAULTS = (Fault.KILL, Fault.FULL, Fault.ERROR)
STORES, VIDEOS = "stores", "videos"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=10_000)
    parser.add_argument("--videos", type=int, default=72)
    parser.add_argument("chosen", nargs="*", default=[*OPERATIONS, STORES, VIDEOS])
    options = parser.parse_args()
    faults = operations([name for name in options.chosen if name in OPERATIONS], options.most, options.others)
    faults += stores() if STORES in options.chosen else 0
    faults += videos(options.videos) if VIDEOS in options.chosen else 0
    sys.exit(faults != 0)


def operations(names: list[str], most: int, others: int) -> int:
    """Print the table of operations, and return how many tries went wrong."""
    if not names:
        return 0
    columns = ("operation", "steps", "fault", "tries", "lost", "half or stranded", "unclear error", "not in the log")
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    every: list[Try] = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            campaign = Campaign(OPERATIONS[name], Path(folder))
            for fault in FAULTS:
                many = min(campaign.steps, most if fault is Fault.KILL else others)
                tries = list(campaign.run(fault, spread(campaign.steps, many)))
                print(f"| {name} | {campaign.steps} " + row(fault, tries), flush=True)
                every += tries
    fine = sum(one.fine for one in every)
    print(f"{len(every)} tries, {fine} of them fine")
    return len(every) - fine


def row(fault: Fault, tries: list[Try]) -> str:
    """Return the end of a line of the table, and tell of what was wrong."""
    for one in tries:
        if not one.fine:
            print(f"  step {one.at}: {one}", file=sys.stderr)
    counts = [sum(map(bool, found)) for found in zip(*map(_found, tries), strict=True)]
    return f"| {fault} | {len(tries)} | " + " | ".join(map(str, counts)) + " |"


def _found(one: Try) -> tuple[object, ...]:
    return one.lost, one.left, one.unclear, one.unlogged


def stores() -> int:
    """Print the table of damaged files, and return how many tries went wrong."""
    print("| damaged file | tries | other files lost | unclear |\n|---|---|---|---|")
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "template" / "home"
        home.parent.mkdir()
        damaged.prepare(home)
        for name, pattern in damaged.FILES.items():
            tries = [damaged.tried(home.parent, Path(folder) / "try", pattern, how) for how in damaged.Damage]
            gone, unclear = sum(bool(one.gone) for one in tries), sum(bool(one.unclear) for one in tries)
            print(f"| {name} | {len(tries)} | {gone} | {unclear} |", flush=True)
            for how, one in zip(damaged.Damage, tries, strict=True):
                if one.gone or one.unclear:
                    print(f"  {name} {how}: {one}", file=sys.stderr)
            faults += gone + unclear
    return faults


def videos(many: int) -> int:
    """Print the table of mutated videos, and return how many ended unclearly, or left something."""
    print("| mutation | videos | " + " | ".join(mutated.Ending) + " |\n|---|---|" + "---|" * len(mutated.Ending))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        sent(home)
        originals = mutated.copies(home)
        tries = [mutated.tried(home, originals, number) for number in range(many)]
        tidy(home)
        left = wrong(home)
    for mutation in mutated.MUTATIONS:
        ends = Counter(one.ending for one in tries if one.mutation == mutation)
        print(f"| {mutation} | {ends.total()} | " + " | ".join(str(ends[one]) for one in mutated.Ending) + " |")
    unclear = [one for one in tries if one.ending is mutated.Ending.UNCLEAR]
    for line in (*unclear, *left):
        print(f"  {line}", file=sys.stderr)
    return len(unclear) + len(left)


if __name__ == "__main__":
    main()
