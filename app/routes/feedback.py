"""Feedback: right or wrong on a result."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder import Decision
from vehiclefinder.control import Judgement, StoredFeedback, Verdict

from ..dependencies import MAX_ID, After, Id, Operator, PageSize, Room, Viewer
from ..files import file_response
from ..paging import Page, page

router = APIRouter(tags=["feedback"])


class FeedbackBody(BaseModel):
    """What somebody says of a result, and what the search had said of it."""

    model_config = ConfigDict(extra="forbid")

    track: Annotated[int, Field(ge=1, le=MAX_ID)]
    sentence: Annotated[str, Field(min_length=1, max_length=1000)]
    verdict: Verdict
    target: Annotated[int, Field(ge=0, le=100, description="Number of the wanted vehicle in the sentence.")] = 0
    decision: Decision | None = None
    score: Annotated[float | None, Field(ge=0, le=1)] = None
    note: Annotated[str, Field(max_length=10_000)] = ""


class GivenBody(BaseModel):
    """A verdict that is kept; `crop` says whether there is a picture."""

    id: int
    track: int
    camera: str
    sentence: str
    target: int
    verdict: Verdict
    decision: Decision | None
    score: float | None
    note: str
    crop: bool
    given: datetime
    given_by: str

    @classmethod
    def of(cls, feedback: StoredFeedback) -> Self:
        """Take over all but where the picture lies."""
        return cls.model_validate(feedback.to_json())


@router.post("/v1/feedback", status_code=201)
def give_feedback(body: FeedbackBody, who: Operator, room: Room) -> GivenBody:
    """Keep a verdict; it replaces the one that you gave of the same result before."""
    return GivenBody.of(room.feedback.add(who, Judgement(**body.model_dump())))


@router.get("/v1/feedback")
def list_feedback(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[GivenBody]:
    """List verdicts in the order in which they were given."""
    listed = page(room.feedback.list(who, limit, after), limit)
    return Page(items=[GivenBody.of(one) for one in listed.items], next=listed.next)


@router.get(
    "/v1/feedback/{feedback}/crop",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "You have it already."}},
)
def feedback_crop(feedback: Id, who: Viewer, room: Room, request: Request) -> Response:
    """Return the picture that was judged."""
    return file_response(request, room.feedback.crop(who, feedback), "image/jpeg")


@router.delete("/v1/feedback/{feedback}", status_code=204)
def take_feedback_back(feedback: Id, who: Operator, room: Room) -> None:
    """Remove a verdict of your own, or any as an admin, with its picture."""
    room.feedback.remove(who, feedback)
