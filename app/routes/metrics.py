"""Numbers for Prometheus."""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ..dependencies import Meters, Viewer

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(who: Viewer, meters: Meters) -> Response:
    """Return the metrics in Prometheus' text format; they are of all cameras, and so only for those who see all."""
    who.require_every_camera("what is measured")
    return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)
