"""Kills every operation at each of its steps, and fills the disk at each: what is lost, half or stranded afterwards?

``python -m benchmarks.faults`` prints the table of docs/reliability.md; ``--most N`` tries at most N steps of each.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.campaign import Campaign, Try, spread
from tests.faults.injection import Fault
from tests.faults.operations import OPERATIONS

FAULTS = (Fault.KILL, Fault.FULL, Fault.ERROR)


def row(name: str, fault: Fault, tries: list[Try]) -> str:
    """Return a line of the table."""
    counts = (
        sum(one.lost for one in tries),
        sum(bool(one.left) for one in tries),
        sum(bool(one.unclear) for one in tries),
    )
    return f"| {name} | {fault} | {len(tries)} | " + " | ".join(map(str, counts)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("operations", nargs="*", default=list(OPERATIONS))
    chosen = parser.parse_args()
    print("| operation | fault | tries | lost | half or stranded | unclear error |\n|---|---|---|---|---|---|")
    every: list[Try] = []
    for name in chosen.operations:
        with tempfile.TemporaryDirectory() as folder:
            campaign = Campaign(OPERATIONS[name], Path(folder))
            for fault in FAULTS:
                tries = list(campaign.run(fault, spread(campaign.steps, min(chosen.most, campaign.steps))))
                print(row(name, fault, tries), flush=True)
                for one in tries:
                    if not one.fine:
                        print(f"  step {one.at}: {one}", file=sys.stderr)
                every += tries
    print(f"{len(every)} tries, {sum(one.fine for one in every)} of them fine")
    sys.exit(not all(one.fine for one in every))


if __name__ == "__main__":
    main()
