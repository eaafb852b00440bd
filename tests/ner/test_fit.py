"""Training, going on after an interruption, and export."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

import torch

from ner.decode import Scores, read, spans
from ner.errors import NerError
from ner.features import BUCKETS, KINDS, KNOWN, WHOLE, WIDTH, encode
from ner.labels import LABELS, is_fine
from ner.reader import Reader
from ner.tokens import tokenise
from ner.train.corpus import CorpusSettings, generate
from ner.train.encode import example, pad
from ner.train.export import export
from ner.train.fit import TaggerFitSettings, _blank, fit, load
from ner.train.model import TaggerSettings

SMALL = TaggerSettings(embedding=8, width=16, dilations=(1, 2))


def settings(out: Path, **changes: Any) -> TaggerFitSettings:
    corpora = (CorpusSettings(rows=100, seed=1, findvehicle=0.5),)
    whole = TaggerFitSettings(out=out, corpora=corpora, epochs=2, batch=32, model=SMALL)
    return replace(whole, **changes)


def silent(_: str) -> None:
    pass


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    whole, _ = load(fit(settings(tmp_path / "whole", model=TaggerSettings(8, 16, (1, 2), 0.2)), silent))

    def cut(line: str) -> None:
        if line.startswith("epoch 1"):
            raise KeyboardInterrupt

    parted = settings(tmp_path / "parted", model=TaggerSettings(8, 16, (1, 2), 0.2))
    with pytest.raises(KeyboardInterrupt):
        fit(parted, cut)
    lines: list[str] = []
    resumed = settings(tmp_path / "parted", resume=True, model=parted.model)
    joined, _ = load(fit(resumed, lines.append))

    assert "going on after epoch 1" in lines
    for name, weight in whole.state_dict().items():
        torch.testing.assert_close(weight, joined.state_dict()[name])


def test_the_exported_model_says_what_pytorch_says(tmp_path: Path) -> None:
    checkpoint = fit(settings(tmp_path), silent)
    info = export(checkpoint, tmp_path, silent)
    tagger, kinds = load(checkpoint)
    session = onnxruntime.InferenceSession(str(tmp_path / "ner.onnx"), providers=["CPUExecutionProvider"])

    features = encode(tokenise("Find the white van, not a taxi, at 40 mph.").words)[None]
    with torch.no_grad():
        expected = tagger(torch.from_numpy(features))
    for got, want in zip(session.run(None, {"features": features}), expected, strict=True):
        np.testing.assert_allclose(got, want.numpy(), atol=5e-3)  # the table ships in half precision

    assert kinds == ["generated"]
    assert {source["licence"] for source in info["sources"]} == {"Apache-2.0", "CC0-1.0"}
    assert info["inputs"] == {"features": ["batch", "tokens", WIDTH]}
    assert info["outputs"]["tags"] == ["batch", "tokens", len(LABELS), 3]
    assert Reader(tmp_path / "ner.onnx")("white van").text == "white van"


def test_perfect_scores_are_decoded_to_the_sentence_itself() -> None:
    for query in generate(CorpusSettings(rows=300, seed=4, findvehicle=0.5)):
        made = example(query)
        tags = np.eye(3, dtype=np.float32)[made.tags]
        scores = Scores(tags, made.negated * 1.0, np.eye(5, dtype=np.float32)[made.attach], made.context - 0.5)

        again = read(query.text, tokenise(query.text), scores)

        said, true = ({(k.label, k.start, k.end, k.negated) for k in q.keywords} for q in (again, query))
        assert said >= true
        assert all(is_fine(label) for label, *_ in said - true)  # a made-up make has no fine type to know


def test_an_inside_tag_that_follows_nothing_begins_a_span() -> None:
    tags = np.zeros((4, len(LABELS), 3), np.float32)
    tags[:, :, 0] = 1
    tags[0, 5], tags[1, 5], tags[3, 5] = (0, 0, 1), (0, 0, 1), (0, 1, 0)

    assert spans(tags) == [(5, 0, 2), (5, 3, 4)]


def test_padding_is_nothing_to_learn() -> None:
    short, long = (example(query) for query in sorted(generate(CorpusSettings(2, 7)), key=lambda q: len(q.text)))

    batch = pad([short, long])

    tokens = len(short.features)
    assert (batch["features"][0, tokens:] == 0).all()
    assert (batch["tags"][0, tokens:] == -1).all()
    assert (batch["attach"][0, :tokens] == short.attach).all()


def test_features_are_stable_over_machines() -> None:
    features = encode(("Bus",))

    assert features.shape == (1, WIDTH) and features.dtype == np.int32
    assert features[0, :3].tolist() == [_row(name) for name in ("wbus", "dbus", "sXxx")]
    assert features[0, KNOWN.stop] == _row("t<bu")


def test_phrases_of_the_lexicon_are_marked_as_such() -> None:
    place = KNOWN.start + KINDS.index("brand")
    land, rover, lone, yutang = encode(("Land", "Rover", "land", "Yutang"))[:, place].tolist()

    assert (land, rover) == (_row("bbrand"), _row("ibrand"))
    assert lone == _row("kbrand")  # it stands in a brand's name elsewhere
    assert yutang == 0


def test_what_the_lexicon_knows_outlives_the_spelling() -> None:
    features = torch.from_numpy(encode(("Yutong", "slowly"))[None])
    known, plain = _blank(features, TaggerFitSettings(blank_words=0.0, blank_spelling=1.0))[0]

    assert known[KNOWN].any() and not known[:WHOLE].any() and not known[KNOWN.stop :].any()
    assert torch.equal(plain, features[0, 1])


def test_a_damaged_checkpoint_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "tagger.pt").write_bytes(b"no checkpoint")
    with pytest.raises(NerError, match="cannot open the checkpoint"):
        load(tmp_path / "tagger.pt")


def _row(name: str) -> int:
    return 1 + _crc(name) % (BUCKETS - 1)


def _crc(name: str) -> int:
    """Compute CRC-32 bit by bit, the slow way."""
    value = 0xFFFFFFFF
    for byte in name.encode():
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
    return value ^ 0xFFFFFFFF
