"""A sentence to matches: the one room that joins reading, matching and the store."""

from ner.keywords import Query, Target
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.demand import Demand
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope

__all__ = ["Answer", "Demand", "Finder", "Query", "Scope", "Target"]
