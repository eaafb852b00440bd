"""Training end to end on crops built in code: fit, resume, export, evaluate."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

import cv2
import torch

from vehiclefinder.core.errors import ModelError
from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.image_encoder import ImageEncoder, prepare
from vehiclefinder.match.slots import APPEARANCE, DIM, RANGES, SLOTS, VALUED, WIDTHS
from vehiclefinder.match.text_encoder import TextEncoder, features
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session
from vehiclefinder.train import export as export_module
from vehiclefinder.train import history
from vehiclefinder.train.batches import Batch
from vehiclefinder.train.checkpoint import load
from vehiclefinder.train.dataset import read_crops
from vehiclefinder.train.evaluate import evaluate, read_picture
from vehiclefinder.train.fit import CURVE, MatcherFitSettings, fit
from vehiclefinder.train.loss import SLOT_WEIGHT, matching_loss, teaching_loss
from vehiclefinder.train.model import PIXEL_SCALE, PIXEL_ZERO, ImageNet, load_imagenet
from vehiclefinder.train.pairs import KEYWORDS
from vehiclefinder.train.provenance import WEIGHTS, started_from
from vehiclefinder.train.teachers import Teachers
from vehiclefinder.train.text_model import HIDDEN, WordNet
from vehiclefinder.train.trunks import EFFICIENTNET_LITE2, MOBILENET_V2, TRUNKS
from vehiclefinder.train.vocabulary import VALUES, meanings


@pytest.fixture(scope="module")
def settings(crops_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> MatcherFitSettings:
    return MatcherFitSettings(crops_folder, tmp_path_factory.mktemp("run"), epochs=2, size=32, batch=6, threads=1)


@pytest.fixture(scope="module")
def checkpoint(settings: MatcherFitSettings) -> Path:
    return fit(settings, lambda line: None)


def exact_words(**_: int) -> WordNet:
    """A net without training: one hidden unit per keyword, which fires for that keyword alone."""
    table = meanings()
    phrases = [value for values in SLOTS.values() for value in values if value not in ("left", "right")]
    phrases += [word for word in KEYWORDS["orientation"] if word not in phrases]
    assert len(phrases) <= HIDDEN
    net = WordNet()
    state = {name: torch.zeros_like(value) for name, value in net.state_dict().items()}
    state["layers.0.weight"][: len(phrases)] = torch.from_numpy(features(phrases))
    state["layers.0.bias"] -= 0.9
    state["layers.2.weight"][:, : len(phrases)] = 200 * torch.from_numpy(np.stack([table[p] for p in phrases])).T
    state["layers.2.bias"] -= 10
    net.load_state_dict(state)
    return net


def interrupt(line: str) -> None:
    """Stop a training after its first epoch."""
    if line.startswith("epoch 1"):
        raise KeyboardInterrupt


def test_training_reports_every_epoch(settings: MatcherFitSettings, tmp_path: Path) -> None:
    lines: list[str] = []
    fit(replace(settings, out=tmp_path), lines.append)
    assert [line.split(":")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]


def test_an_interrupted_training_resumes_to_the_same_weights(
    settings: MatcherFitSettings, checkpoint: Path, tmp_path: Path
) -> None:
    stopped = replace(settings, out=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fit(stopped, interrupt)
    resumed = fit(replace(stopped, resume=True), lambda line: None)
    whole, parts = load(checkpoint)[0].state_dict(), load(resumed)[0].state_dict()
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, msg=name)


def test_the_history_holds_every_epoch_once(settings: MatcherFitSettings, checkpoint: Path, tmp_path: Path) -> None:
    whole = history.read(settings.out, 2)
    stopped = replace(settings, out=tmp_path)
    history.write([replace(whole[0], number=7)], tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fit(stopped, interrupt)
    assert [epoch.number for epoch in history.read(tmp_path, 9)] == [1], "a new training begins a new history"
    history.write([whole[0], replace(whole[1], loss=99.0)], tmp_path)
    fit(replace(stopped, resume=True), lambda line: None)
    resumed = history.read(tmp_path, 9)
    assert [epoch.number for epoch in resumed] == [1, 2]
    assert [epoch.loss for epoch in resumed] == pytest.approx([epoch.loss for epoch in whole], rel=1e-4)
    assert [epoch.dev for epoch in resumed] == [epoch.dev for epoch in whole]
    picture = cv2.imread(str(tmp_path / CURVE))
    assert picture is not None and picture.shape[1] == 900


def test_the_history_says_what_the_checkpoint_reaches_on_dev(settings: MatcherFitSettings, checkpoint: Path) -> None:
    last = history.read(settings.out, 2)[-1]
    dev = read_crops(settings.data, "dev")
    pixels = np.stack([prepare(read_picture(path), settings.size) for path in dev.files])
    logits = load(checkpoint)[0](torch.from_numpy(pixels).permute(0, 3, 1, 2).float())
    for slot in ("type", "colour"):
        accepted = torch.from_numpy(dev.accepted[slot])
        known = accepted.sum(1) > 0
        right = accepted.gather(1, logits[slot].argmax(1, keepdim=True))[:, 0] > 0
        assert last.dev[slot] == pytest.approx(right[known].float().mean().item(), abs=1e-4)
    assert set(last.dev) == set(history.MEASURES)
    assert last.seconds > 0


def test_what_is_trained_on_is_not_called_dev(settings: MatcherFitSettings, tmp_path: Path) -> None:
    lines: list[str] = []
    fit(replace(settings, out=tmp_path, split="dev", epochs=1), lines.append)
    assert history.read(tmp_path, 1)[0].dev == {}
    assert "colour" not in lines[-1]


def test_vectors_have_unit_slots() -> None:
    vectors = ImageNet().eval()(torch.rand(2, 3, 32, 32) * 255)
    assert vectors.shape == (2, VALUED)
    for part in (RANGES[slot] for slot in SLOTS):
        torch.testing.assert_close(vectors[:, part].norm(dim=1), torch.ones(2))


@pytest.mark.parametrize(
    ("right", "gain"),
    [
        ({0: 1.0}, np.log(0.5)),
        ({0: 1.0, 1: 0.6}, (np.log(0.5) + 0.6 * np.log(0.25)) / 1.6),
        ({0: 1.0, 1: 1.0}, np.log(0.75)),
        ({}, None),
    ],
    ids=["label", "alternatives", "coarse class", "unknown"],
)
def test_the_loss_by_hand(right: dict[int, float], gain: float | None) -> None:
    logits = {slot: torch.zeros(2, len(values)) for slot, values in SLOTS.items()}
    accepted = {slot: torch.zeros(2, len(values)) for slot, values in SLOTS.items()}
    rest = len(SLOTS["type"]) - 2
    shares = np.array([0.5, 0.25, *[0.25 / rest] * rest])
    logits["type"][0] = torch.from_numpy(np.log(shares))
    for value, weight in right.items():
        accepted["type"][0, value] = weight
    expected = 0.0 if gain is None else -gain / 2
    logits["type"].requires_grad_()
    loss = matching_loss(logits, accepted)
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == pytest.approx(expected, abs=1e-5)
    assert logits["type"].grad is not None and logits["type"].grad.isfinite().all()


def test_what_teachers_say_by_hand() -> None:
    logits = {slot: torch.zeros(2, len(values)) for slot, values in SLOTS.items()}
    assert teaching_loss(logits, {slot: rows.log_softmax(1) for slot, rows in logits.items()}).item() == pytest.approx(
        0
    )
    sure = {slot: rows.log_softmax(1) for slot, rows in logits.items()}
    sure["colour"] = torch.full((2, len(SLOTS["colour"])), -1e4)
    sure["colour"][:, 3] = 0.0
    expected = SLOT_WEIGHT["colour"] * np.log(len(SLOTS["colour"]))
    assert teaching_loss(logits, sure).item() == pytest.approx(expected, rel=1e-5)


def test_a_student_learns_from_its_teachers(settings: MatcherFitSettings, checkpoint: Path, tmp_path: Path) -> None:
    student = replace(settings, out=tmp_path, teachers=(checkpoint,), size=24)
    stopped = replace(student, out=tmp_path / "stopped")
    whole = load(fit(student, lambda line: None))
    with pytest.raises(KeyboardInterrupt):
        fit(stopped, interrupt)
    resumed = load(fit(replace(stopped, resume=True), lambda line: None))
    for name, value in whole[0].state_dict().items():
        torch.testing.assert_close(resumed[0].state_dict()[name], value, msg=name)
    assert whole[1]["teachers"] == [str(checkpoint)]


def test_teachers_speak_as_one(settings: MatcherFitSettings, checkpoint: Path, tmp_path: Path) -> None:
    other = fit(replace(settings, out=tmp_path, seed=1, size=24, epochs=1), lambda line: None)
    teachers = Teachers.load((checkpoint, other), torch.device("cpu"))
    pixels = torch.rand(2, 3, 32, 32) * 255
    small = torch.nn.functional.interpolate(pixels, (24, 24), mode="bilinear", antialias=True)
    first, second = load(checkpoint)[0](pixels)["colour"], load(other)[0](small)["colour"]
    expected = (first.softmax(1) * second.softmax(1)).sqrt()
    said = teachers(Batch(pixels, {}))["colour"].exp()
    torch.testing.assert_close(said, (expected / expected.sum(1, keepdim=True)), rtol=1e-4, atol=1e-6)


def test_an_unknown_device_is_refused(settings: MatcherFitSettings) -> None:
    with pytest.raises(ValueError, match=r"expected a device of .*got 'tpu'"):
        replace(settings, device="tpu")


def test_a_larger_trunk_teaches_the_one_that_is_served(settings: MatcherFitSettings, tmp_path: Path) -> None:
    large = fit(replace(settings, out=tmp_path / "large", trunk=EFFICIENTNET_LITE2, epochs=1), lambda line: None)
    assert load(large)[0].encoder.trunk is TRUNKS[EFFICIENTNET_LITE2]
    student = load(fit(replace(settings, out=tmp_path, teachers=(large,), epochs=1), lambda line: None))
    assert student[0].encoder.trunk is TRUNKS[MOBILENET_V2]
    assert started_from(student[1]) == [WEIGHTS[MOBILENET_V2], WEIGHTS[EFFICIENTNET_LITE2]]
    with pytest.raises(
        ModelError, match=r"expected a checkpoint of mobilenet_v2, which is served, .*efficientnet_lite2"
    ):
        export_module.export(large, tmp_path, lambda line: None)


def test_an_unknown_trunk_is_refused(settings: MatcherFitSettings) -> None:
    with pytest.raises(ValueError, match=r"expected a trunk of .*'efficientnet_lite2'.*got 'vgg'"):
        replace(settings, trunk="vgg")


def test_more_crops_that_would_teach_nothing_are_refused(settings: MatcherFitSettings, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    more, teachers = (tmp_path / "more",), (tmp_path / "checkpoint.pt",)
    with pytest.raises(ValueError, match=r"expected folders with unlabelled\.csv, got .*more"):
        replace(settings, more=more, teachers=teachers)
    (tmp_path / "more" / "unlabelled.csv").write_text("file,source,source_class,scene\n")
    with pytest.raises(ValueError, match="expected a teacher"):
        replace(settings, more=more)
    assert replace(settings, more=more, teachers=teachers).more == more


@pytest.mark.parametrize("name", TRUNKS)
def test_imagenet_weights_see_the_pixels_that_they_were_trained_with(name: str, tmp_path: Path) -> None:
    trunk = TRUNKS[name]
    source, target = ImageNet(trunk).eval(), ImageNet(trunk).eval()
    torch.save({n: v for n, v in source.state_dict().items() if not n.startswith("slots.")}, tmp_path / "net.pth")
    load_imagenet(target, tmp_path / "net.pth")
    pixels = torch.rand(1, 3, 64, 64) * 255
    mean, deviation = (torch.tensor(values)[:, None, None] for values in (trunk.mean, trunk.deviation))
    expected = source.stem((pixels - mean) / deviation)[..., 1:-1, 1:-1]
    got = target.stem((pixels - PIXEL_ZERO) / PIXEL_SCALE)[..., 1:-1, 1:-1]
    torch.testing.assert_close(got, expected, rtol=1e-3, atol=1e-3)


def test_weights_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save({"weight": torch.zeros(3)}, path)
    with pytest.raises(ModelError, match="no ImageNet weights of this trunk in"):
        load_imagenet(ImageNet(), path)


def test_exported_models_serve_what_was_trained(
    checkpoint: Path, crops_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "fit_words", exact_words)
    monkeypatch.setattr(export_module, "LEAST_COSINE", 0.8)  # twelve crops leave the appearance next to nothing
    metrics = export_module.export(checkpoint, tmp_path, lambda line: None)
    artifacts = ModelFolder(tmp_path)
    image, text = artifacts.get("matcher-image"), artifacts.get("matcher-text")
    encoder = ImageEncoder(open_session(image.path, Provider.CPU), image.sha256, image.info["side"])
    words = TextEncoder(open_session(text.path, Provider.CPU))
    matcher = load(checkpoint)[0]
    crops = [read_picture(path) for path in read_crops(crops_folder, "dev").files]
    pixels = torch.from_numpy(np.stack([prepare(crop, 32) for crop in crops])).permute(0, 3, 1, 2).float()
    vectors = encoder.encode(crops)
    close = (vectors[:, :VALUED] * matcher.encoder(pixels).detach().numpy()).sum(axis=1) / len(SLOTS)
    assert close.mean() > 0.97, "8 bits must say nearly what was trained"
    np.testing.assert_allclose(np.linalg.norm(vectors[:, RANGES[APPEARANCE]], axis=1), 1.0, rtol=1e-5)
    for slot, rows in matcher.unit_prototypes().items():
        np.testing.assert_allclose(words.prototypes(slot), rows.detach().numpy(), atol=1e-3)
    decider = Decider(words, Calibration.from_info(image.info))
    assert evaluate(crops_folder, encoder, decider, "dev") == metrics
    assert text.info["outputs"] == {"weights": ["n", VALUES], "prototypes": [VALUES, DIM]}


def test_the_share_of_a_vehicle_is_exported_beside_the_same_vectors(checkpoint: Path, tmp_path: Path) -> None:
    encoder = load(checkpoint)[0].encoder
    layer, appearance = (torch.nn.Linear(encoder.trunk.features, width) for width in (1, WIDTHS[APPEARANCE]))
    graph = export_module.ImageGraph(encoder, appearance, layer).eval().requires_grad_(False)
    pictures = np.random.default_rng(0).integers(0, 256, (24, 32, 32, 3)).astype(np.uint8)
    session, _ = export_module._export_image(graph, tmp_path / "image.onnx", pictures)
    with_it = ImageEncoder(session, "e", 32, tells_vehicles=True).see(list(pictures))
    features = encoder.features(torch.from_numpy(pictures).permute(0, 3, 1, 2).float())
    assert with_it.vehicle is not None
    np.testing.assert_allclose(with_it.vehicle, layer(features).sigmoid()[:, 0].detach().numpy(), atol=0.05)
    without = ImageEncoder(session, "e", 32).see(list(pictures))
    assert without.vehicle is None
    np.testing.assert_array_equal(without.vectors, with_it.vectors)


def test_a_model_that_differs_is_not_shipped(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"differ by 0\.5"):
        export_module._compare(torch.zeros(2), np.array([0.0, 0.5]), tmp_path / "image.onnx")
