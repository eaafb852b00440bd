"""The REST endpoint: the finder over HTTP, for programs. It serves this machine alone and has no accounts yet."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse
from pydantic import AwareDatetime, BaseModel, Field

from vehiclefinder import (
    Catalog,
    Finder,
    Scope,
    Settings,
    StoredTrack,
    VehicleFinderError,
    __version__,
    open_catalog,
    open_finder,
)

Sentence = Annotated[str, Field(min_length=1, max_length=1000)]


class Search(BaseModel):
    """A sentence, and where and when to look."""

    sentence: Sentence
    k: Annotated[int, Field(ge=1, le=100)] = 5
    cameras: Annotated[list[str], Field(max_length=1000)] = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class Text(BaseModel):
    """A sentence to be read."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the routes stand on."""

    finder: Finder
    catalog: Catalog


def _rooms(request: Request) -> Rooms:
    rooms: Rooms = request.app.state.rooms
    return rooms


def _track(track: int, rooms: Annotated[Rooms, Depends(_rooms)]) -> StoredTrack:
    found = rooms.catalog.tracks([track])
    if not found:
        raise HTTPException(404, f"no track {track}")
    return found[0]


Open = Annotated[Rooms, Depends(_rooms)]
Found = Annotated[StoredTrack, Depends(_track)]


def create_app(settings: Settings) -> FastAPI:
    """Make the application; models and catalog open when it starts and close when it stops.

    :raises VehicleFinderError: On start, where a model or the home cannot be used.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            finder = stack.enter_context(open_finder(settings))
            app.state.rooms = Rooms(finder, stack.enter_context(open_catalog(settings)))
            yield

    app = FastAPI(title="VehicleFinder", version=__version__, lifespan=lifespan)
    app.add_exception_handler(ValueError, lambda request, error: _problem(422, error))
    app.add_exception_handler(VehicleFinderError, lambda request, error: _problem(503, error))
    app.get("/healthz")(healthz)
    app.post("/v1/search")(search)
    app.post("/v1/parse")(parse)
    app.get("/v1/tracks/{track}")(show)
    app.get("/v1/tracks/{track}/crop", response_class=FileResponse)(crop)
    return app


def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok", "version": __version__}


def search(body: Search, rooms: Open) -> dict[str, Any]:
    """Find the vehicles that a sentence describes; each match says where its picture lies."""
    scope = Scope(body.k, tuple(body.cameras), body.since, body.until)
    answer = rooms.finder.find(body.sentence, scope).to_json()
    for match in answer["matches"]:
        match["crop"] = f"/v1/tracks/{match['track']}/crop"
    return answer


def parse(body: Text, rooms: Open) -> dict[str, Any]:
    """Show what is understood of a sentence."""
    return asdict(rooms.finder.read(body.sentence))


def show(track: Found) -> dict[str, Any]:
    """Return all that is known of a track."""
    return track.to_json()


def crop(track: Found) -> FileResponse:
    """Return the best picture of a track, JPEG."""
    if not track.crops or not track.crops[0].path.is_file():
        raise HTTPException(404, f"no picture of track {track.id}")
    return FileResponse(track.crops[0].path, media_type="image/jpeg")


def _problem(status: int, error: Exception) -> JSONResponse:
    body = {"type": "about:blank", "title": type(error).__name__, "status": status, "detail": str(error)}
    return JSONResponse(body, status, media_type="application/problem+json")
