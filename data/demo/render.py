"""Render the demo clip and write down the truth about it: ``python data/demo/render.py [--help]``; see README.md."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
from PIL import Image

from studio import camera, film, street, truth, vehicle
from studio.models import MODELS
from studio.traffic import TRIPS, Trip

HERE = Path(__file__).parent
CLIP = "traffic.mp4"
FRAMES = HERE.parents[1] / "build" / "demo"
Fleet = dict[str, tuple[Trip, bpy.types.Object]]


def build() -> Fleet:
    """Build the street and every vehicle in an empty scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    street.build()
    return {trip.name: (trip, vehicle.build(trip.name, MODELS[trip.model], trip.colour)) for trip in TRIPS}


def pose(fleet: Fleet, time: float) -> None:
    """Put every vehicle where it is at a second, its wheels turned as far as it drove."""
    for trip, shell in fleet.values():
        metres = trip.distance(time)
        shell.location = (*trip.position(metres), 0.0)
        shell.rotation_euler = (0, 0, trip.bearing(metres))
        for wheel in shell.children:
            if "wheel" in wheel.name:
                spin = metres / MODELS[trip.model].measures.wheel
                wheel.rotation_euler[1] = spin if wheel.location[1] > 0 else -spin
    bpy.context.view_layer.update()


def render(fleet: Fleet, shot: camera.Shot, frames: Path) -> None:
    """Render the frames that are not there yet."""
    frames.mkdir(parents=True, exist_ok=True)
    shells = [shell for _, shell in fleet.values()]
    empty = film.plate(shells, shot, frames / "street.png")
    for number in range(shot.frames):
        path = frames / f"{number:04d}.png"
        if not path.exists():
            pose(fleet, number / shot.fps)
            picture = film.frame(shells, shot, empty, frames / "patch.png")
            Image.fromarray(picture).save(path)


def encode(shot: camera.Shot, frames: Path, clip: Path) -> None:
    """Write the frames as H.264 that a browser plays."""
    with av.open(str(clip), "w", options={"movflags": "faststart"}) as file:
        stream = file.add_stream("libx264", rate=shot.fps, options={"crf": "15", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = *shot.size, "yuv420p"
        for number in range(shot.frames):
            picture = np.asarray(Image.open(frames / f"{number:04d}.png"))
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode())


def write_truth(fleet: Fleet, shot: camera.Shot) -> None:
    """Write truth.json and, in the format of ``eval clips``, queries.json."""
    boxes = _boxes(fleet, shot)
    vehicles = [_vehicle(fleet[name][0], rows) for name, rows in boxes.items() if rows]
    sentences = [{"sentence": s.text, "vehicles": [v["name"] for v in vehicles if s.fits(v)]} for s in truth.SENTENCES]
    head = {"clip": CLIP, "frame_size": shot.size, "fps": shot.fps, "seconds": shot.seconds}
    _write("truth.json", head | {"vehicles": vehicles, "sentences": sentences})
    _write("queries.json", _queries(sentences, boxes, shot))


def _boxes(fleet: Fleet, shot: camera.Shot) -> dict[str, list[list[float]]]:
    rows: dict[str, list[list[float]]] = {name: [] for name in fleet}
    for number in range(shot.frames):
        time = number / shot.fps
        pose(fleet, time)
        for name, (_, shell) in fleet.items():
            if found := truth.box(shell, shot):
                rows[name].append([time, *found])
    return rows


def _vehicle(trip: Trip, rows: list[list[float]]) -> dict[str, Any]:
    return {
        "name": trip.name,
        "type": trip.model,
        "colour": trip.colour,
        "heading": truth.heading(rows),
        "motion": truth.motion(trip, rows[0][0], rows[-1][0]),
        "boxes": rows,
    }


def _queries(sentences: list[dict[str, Any]], boxes: dict[str, list[list[float]]], shot: camera.Shot) -> dict[str, Any]:
    asked = [
        {
            "clip": CLIP,
            "query": s["sentence"],
            "truth": [spot for name in s["vehicles"] for spot in _spots(boxes[name], shot)],
        }
        for s in sentences
        if s["vehicles"]
    ]
    return {
        "format": "truth: any of; t seconds, box x1,y1,x2,y2 as fractions of the frame, from the scene itself",
        "queries": asked,
        "nothing_matches": [[CLIP, s["sentence"]] for s in sentences if not s["vehicles"]],
    }


def _spots(rows: list[list[float]], shot: camera.Shot) -> Iterator[dict[str, Any]]:
    """Once a second, where most of the vehicle can be seen."""
    width, height = shot.size
    clear = [row for row in rows if row[5] >= 0.7]
    for time, x1, y1, x2, y2, _ in clear[:: shot.fps]:
        box = [x1 / width, y1 / height, x2 / width, y2 / height]
        yield {"t": time, "box": [round(value, 4) for value in box]}


def _write(name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Render what is missing, encode the clip, write the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=Path, default=FRAMES, help="folder of the rendered pictures")
    parser.add_argument("--truth-only", action="store_true", help="write truth.json and queries.json, render nothing")
    arguments = parser.parse_args()
    shot = camera.Shot()
    fleet = build()
    camera.set_up(shot)
    write_truth(fleet, shot)
    if not arguments.truth_only:
        render(fleet, shot, arguments.frames)
        encode(shot, arguments.frames, HERE / CLIP)


if __name__ == "__main__":
    main()
