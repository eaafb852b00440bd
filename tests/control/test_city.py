"""All of it at once: two workers and a searcher, a home each, over one PostgreSQL and one store of objects."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from vehiclefinder import IngestJob, Scope, Settings, open_control_room, open_ingester
from vehiclefinder.assemble.catalog import media_of
from vehiclefinder.assemble.store_move import EVERY, SENTENCES
from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.control.jobs import JobQueue
from vehiclefinder.store.database.schema.jobs import JobState
from vehiclefinder.store.tracks.catalog import Catalog

from ..object_store import ObjectStore
from ..postgresql import PostgresHomes
from ..service import started
from .test_two_workers import holders, until

CAMERAS = ("bridge", "depot")
K = 200


def answers(room: ControlRoom) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """What a catalog answers, but for the numbers of its tracks: whichever video was done first has the lower ones."""
    told = [room.search.find(LOCAL, sentence, Scope(K)) for sentence in (*SENTENCES, EVERY, "how many cars")]
    return [
        (
            one.headline,
            sorted((m.camera, m.start, m.end, m.label, m.score, m.decision, m.best_box) for m in one.matches),
        )
        for one in told
    ]


def send(room: ControlRoom, clip: Path) -> Sequence[int]:
    jobs = []
    for camera in CAMERAS:
        with clip.open("rb") as file:
            jobs.append(room.sources.upload(LOCAL, file, f"{camera}.mp4", camera).id)
    return jobs


def test_a_searcher_shows_what_two_workers_made_of_what_it_was_sent_and_answers_as_one_machine_does(
    databases: PostgresHomes | None, objects: ObjectStore, tmp_path: Path, demo_clip: Path
) -> None:
    if databases is None:
        pytest.skip("of PostgreSQL alone")
    environment = {
        **databases.environment(tmp_path / "searcher"),
        "VEHICLEFINDER_MEDIA": objects.url(),
        "VEHICLEFINDER_WORKERS": "1",
    }
    url, media = environment["VEHICLEFINDER_DATABASE"], environment["VEHICLEFINDER_MEDIA"]
    searcher = Settings(home=tmp_path / "searcher", database=SecretStr(url), media=SecretStr(media), ingest=False)
    with (
        Catalog(tmp_path / "looker", url) as catalog,
        open_control_room(searcher) as room,
        started("work", tmp_path / "first", environment=environment) as (_, first),
        started("work", tmp_path / "second", environment=environment) as (_, second),
    ):
        jobs = JobQueue(catalog.database)
        sent = send(room, demo_clip)
        until(lambda: holders(catalog).keys() == {first.pid, second.pid})
        until(lambda: all(jobs.get(job).ended for job in sent))
        assert [(jobs.get(job).state, jobs.get(job).error) for job in sent] == [(JobState.DONE, None)] * 2
        found = room.search.find(LOCAL, "car", Scope(K)).matches
        tracks = {match.camera: match.track for match in found}
        assert tracks.keys() == set(CAMERAS)
        for track in tracks.values():
            picture = room.tracks.crop(LOCAL, track, 1).read_bytes()
            assert picture[:2] == b"\xff\xd8"
            assert picture == media_of(searcher).read(catalog.track(track).crops[0].file.name)
            clip = room.clips.clip(LOCAL, track, 0.5)
            assert clip.is_relative_to(searcher.home) and clip.read_bytes()[4:8] == b"ftyp"
            with room.recordings.recording(LOCAL, track).file.open("rb") as recording:
                assert recording.read() == demo_clip.read_bytes()
        together = answers(room)
    for home in ("first", "second", "searcher"):
        left = {path.name for path in (tmp_path / home).iterdir()}
        assert not left & {"crops", "uploads", "catalog.db"}, "nothing that others must see lies in a home"
    alone = Settings(home=tmp_path / "alone", database=SecretStr(f"sqlite:///{tmp_path / 'alone.db'}"), ingest=False)
    with open_ingester(alone) as ingester:
        for camera in CAMERAS:
            ingester.ingest(IngestJob(demo_clip, camera=camera))
    with open_control_room(alone) as room:
        assert answers(room) == together
    assert [len(matches) > 0 for _, matches in together] == [True] * len(together)
