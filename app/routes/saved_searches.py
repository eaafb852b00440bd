"""Searches that people keep by a name."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder.control import SavedSearch

from ..dependencies import After, Id, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["search"])


class SavedSearchBody(BaseModel):
    """A search to be kept."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
    address: Annotated[
        str,
        Field(
            min_length=1,
            max_length=16_000,
            description="The query of the address of its page.",
            examples=["sentence=red+car&camera=gate"],
        ),
    ]


@router.post("/v1/saved-searches", status_code=201)
def save_search(body: SavedSearchBody, who: Viewer, room: Room) -> SavedSearch:
    """Keep a search of yours; it replaces the one that you kept by that name before."""
    return room.saved_searches.keep(who, body.name, body.address)


@router.get("/v1/saved-searches")
def list_saved_searches(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[SavedSearch]:
    """List the searches that you keep, in the order in which they were kept; nobody sees those of others."""
    return page(room.saved_searches.list(who, limit, after), limit)


@router.delete("/v1/saved-searches/{search}", status_code=204)
def delete_saved_search(search: Id, who: Viewer, room: Room) -> None:
    """Keep a search of yours no longer."""
    room.saved_searches.delete(who, search)
