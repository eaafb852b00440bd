"""A sentence to matches: the one room that joins reading, matching and the store."""

from ner.keywords import Keyword, Query, Target
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.demand import CHOICES, Demand
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Limit, Scope

__all__ = ["CHOICES", "Answer", "Demand", "Finder", "Keyword", "Limit", "Query", "Scope", "Target"]
