"""Which tracks are first as what is looked for: all searchers judge theirs, by what is true of all tracks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.notes import grey, measurable, unmeasured
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.plan import Check
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import Sentence
from vehiclefinder.finder.shards.local import LocalShard, Look
from vehiclefinder.finder.shards.merging import Merged, merged, summed
from vehiclefinder.finder.shards.questions import RankingQuestion, SurveyQuestion
from vehiclefinder.finder.shards.searchers import Searchers
from vehiclefinder.finder.shards.told import CheckTally, Survey
from vehiclefinder.finder.unchecked import withheld


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What is looked for.

    :param said: What the sentence says.
    :param scope: Where and when to look, as it narrowed that.
    :param wanted: The vehicles.
    :param cameras: Name -> id of those that exist for whoever asks.
    """

    said: Sentence
    scope: Scope
    wanted: tuple[Ways, ...]
    cameras: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JudgedVehicles:
    """What all searchers found.

    :param survey: What they know of all tracks.
    :param plan: The wanted vehicles as they were judged.
    :param ranked: The first tracks of each.
    :param notes: What must be said of what could not be checked of some tracks.
    :param answered: Numbers of their shards.
    :param lost: Why others did not answer.
    """

    survey: Survey
    plan: Sequence[Ways]
    ranked: Sequence[Merged]
    notes: tuple[str, ...]
    answered: tuple[int, ...]
    lost: tuple[str, ...]


class JointJudgement:
    """Asks all searchers what must be known of all tracks, then which are first by that.

    :param searchers: Who is asked.
    :param local: The one of this process.
    :param threshold: Least score of a match.
    """

    def __init__(self, searchers: Searchers, local: LocalShard, threshold: float) -> None:
        self._searchers = searchers
        self._local = local
        self._threshold = threshold

    def of(self, plan: SearchPlan, look: Look) -> JudgedVehicles:
        """Return the first tracks. Whoever told the former and not the latter is left out of both.

        :param look: What the searcher of this process looks at.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        replies = self._searchers.ask(SurveyQuestion(plan.scope, plan.wanted), look)
        surveys, lost = dict(replies.told), replies.lost
        while True:
            survey: Survey = summed(list(surveys.values()))
            wanted, notes = self._planned(plan, survey)
            asked = tuple(withheld(ways, plan.said) for ways in wanted)
            ranked = self._searchers.ask(RankingQuestion(plan.scope, asked), look, surveys.keys())
            lost = (*lost, *ranked.lost)
            if ranked.told.keys() == surveys.keys():
                order, k = plan.scope.order or Order.BEST, plan.scope.k
                first = [merged(each, order, k, self._threshold) for each in zip(*ranked.told.values(), strict=True)]
                return JudgedVehicles(survey, wanted, first, notes, tuple(surveys), lost)
            surveys = {number: surveys[number] for number in ranked.told}

    def _planned(self, plan: SearchPlan, survey: Survey) -> tuple[list[Ways], tuple[str, ...]]:
        """Return the wanted vehicles as they are judged, by what is known of all tracks, and what must be said."""
        told, searched = iter(survey.checks), survey.searched
        rated = [
            tuple(
                replace(way, checks=tuple(self._rated(check, next(told), searched) for check in way.checks))
                for way in ways
            )
            for ways in plan.wanted
        ]
        wanted, north = self._local.compass.tellable(rated, survey.compass, searched, plan.cameras)
        checks = [check for ways in wanted for way in ways for check in way.checks]
        return wanted, (
            *unmeasured(checks, [tally.missing for tally in survey.checks], searched),
            *north,
            *grey(survey.grey, survey.grey_cameras, plan.cameras),
        )

    def _rated(self, check: Check, tally: CheckTally, searched: int) -> Check:
        """Return a check as it is judged; one of speed or distance is nobody's where nothing was measured."""
        rated = self._local.scorer.rated(check, tally.total, tally.known)
        return measurable(rated, tally.missing, searched)
