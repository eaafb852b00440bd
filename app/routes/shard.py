"""What searchers ask one another; it is no part of the interface for programs, and stands in no document."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from vehiclefinder.control import UnauthorizedError

from ..dependencies import From, Room

router = APIRouter(include_in_schema=False)


@router.post("/shard")
async def shard(request: Request, room: Room, client: From) -> Response:
    """Tell a peer what the vehicles of this searcher are to its question.

    It takes no turn among the searches: each searcher asks all others, and all would wait for one another.
    """
    _, _, token = request.headers.get("authorization", "").partition(" ")
    question = await request.body()
    try:
        told = await run_in_threadpool(room.shard_answers.answer, token.strip(), question)
    except UnauthorizedError:
        await run_in_threadpool(room.rejections.note, "peer.failure", client.address)
        raise
    return Response(told, media_type="application/json")
