"""Binding keywords to vehicles."""

import pytest

from ner.grouping import Attach, attachments, bind, mentions_of, with_own_words
from ner.keywords import Keyword, Query, Target, TargetRole
from ner.train.corpus import CorpusSettings, generate


def keyword(text: str, words: str, label: str, negated: bool = False) -> Keyword:
    start = text.index(words)
    return Keyword(f"vehicle_{label}", words, start, start + len(words), negated)


def test_overlapping_keywords_are_one_mention() -> None:
    text = "white Land Rover Evoque"
    parts = [("white", "color"), ("Land Rover", "brand"), ("Evoque", "model"), ("Land Rover Evoque", "type-suv")]

    colour, make = mentions_of([keyword(text, words, label) for words, label in parts])

    assert [k.text for k in colour.keywords] == ["white"]
    assert (make.start, make.end, make.names_vehicle, len(make.keywords)) == (6, 23, True, 3)


def test_mentions_are_classed_by_the_order_of_heads() -> None:
    text = "red bus followed by a white van turns left, both going away"
    red, bus = keyword(text, "red", "color"), keyword(text, "bus", "type")
    white, van = keyword(text, "white", "color"), keyword(text, "van", "type")
    turns, away = keyword(text, "turns left", "motion"), keyword(text, "away", "orientation")
    query = Query(text, (Target((red, bus, turns, away)), Target((white, van, away), TargetRole.CONTEXT)))

    classes = [(mention.keywords[0].text, kind, role) for mention, kind, role in attachments(query)]

    assert classes == [
        ("red", Attach.NEXT, TargetRole.TARGET),
        ("bus", Attach.SELF, TargetRole.TARGET),
        ("white", Attach.NEXT, TargetRole.CONTEXT),
        ("van", Attach.SELF, TargetRole.CONTEXT),
        ("turns left", Attach.FIRST, TargetRole.TARGET),
        ("away", Attach.ALL, TargetRole.TARGET),
    ]


def test_a_query_about_no_vehicle_noun_is_one_target() -> None:
    text = "anything red turning left"
    mentions = mentions_of([keyword(text, "red", "color"), keyword(text, "turning left", "motion")])

    (target,) = bind(mentions, [Attach.NEXT, Attach.PREVIOUS], [False, False])

    assert [k.text for k in target.keywords] == ["red", "turning left"]


def test_at_least_one_vehicle_is_wanted() -> None:
    text = "behind the van"

    (target,) = bind(mentions_of([keyword(text, "van", "type")]), [Attach.SELF], [True])

    assert target.role is TargetRole.TARGET


def test_a_sentence_may_want_nothing_that_it_names() -> None:
    mentions = mentions_of([keyword("bigger than a van", "van", "type")])

    assert [target.role for target in bind(mentions, [Attach.SELF], [True], anything=True)] == [TargetRole.CONTEXT]


def test_no_keyword_no_target() -> None:
    assert bind([], [], []) == ()


@pytest.mark.parametrize("findvehicle", [0.0, 1.0])
def test_binding_inverts_the_classes_of_generated_sentences(findvehicle: float) -> None:
    exact = 0
    for query in generate(CorpusSettings(rows=400, seed=11, findvehicle=findvehicle, noise=0.0)):
        rows = attachments(query)
        mentions = [mention for mention, _, _ in rows]
        said = bind(mentions, [kind for _, kind, _ in rows], [role is TargetRole.CONTEXT for _, _, role in rows])
        exact += {(frozenset(t.keywords), t.role) for t in said} == {
            (frozenset(t.keywords), t.role) for t in query.targets
        }

    assert exact >= 396  # five classes cannot tell the second of three vehicles from afar


def test_a_place_is_shared_by_no_vehicle_that_has_one() -> None:
    text = "vans on the left and buses on the right"
    said = (("vans", "type"), ("left", "location"), ("buses", "type"), ("right", "location"))
    mentions = mentions_of([keyword(text, word, label) for word, label in said])
    attach = [Attach.SELF, Attach.PREVIOUS, Attach.SELF, Attach.ALL]

    assert with_own_words(mentions, attach, text) == [*attach[:3], Attach.PREVIOUS]
    assert with_own_words(mentions, attach, text.replace(" on the right", " both on right")) == attach
