"""Cameras and what is said of them."""

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.camera_view import CameraView
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import CameraRow, CameraViewRow, SourceRow, SourceStatus
from vehiclefinder.store.tracks.changes import grow
from vehiclefinder.store.tracks.records import identity_of


class CameraStore:
    """The cameras of a catalog, by name, with their views.

    :param database: The catalog's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def view(self, camera: str) -> CameraView:
        """Return what is said of a camera; an empty view where nothing is, or where there is no such camera."""
        query = (
            select(CameraViewRow.view)
            .join(CameraRow, CameraRow.id == CameraViewRow.camera_id)
            .where(CameraRow.name == camera)
        )
        with self._database.read() as session:
            data = session.scalar(query)
            return CameraView() if data is None else CameraView.from_json(data)

    def zones(self) -> list[tuple[str, str]]:
        """Return the zones of all cameras, camera and name, by both."""
        query = select(CameraRow.name, CameraViewRow.view).join(CameraViewRow, CameraViewRow.camera_id == CameraRow.id)
        with self._database.read() as session:
            views = [(camera, CameraView.from_json(data)) for camera, data in session.execute(query)]
        return sorted((camera, zone.name) for camera, view in views for zone in view.zones)

    def with_north(self) -> dict[int, CameraView]:
        """Return what is said of each camera of which it is known where north is, by the camera's id."""
        with self._database.read() as session:
            rows = session.execute(select(CameraViewRow.camera_id, CameraViewRow.view))
            views = {camera_id: CameraView.from_json(data) for camera_id, data in rows}
        return {camera_id: view for camera_id, view in views.items() if view.north}

    def create(self, camera: str, view: CameraView) -> None:
        """Add a camera before anything is ingested from it.

        :raises ConflictError: There is one of that name.
        """
        with self._database.write() as session:
            _require_free(session, camera)
            row = CameraRow(name=camera)
            session.add(row)
            session.flush()
            _put(session, row.id, view)

    def change(self, camera: str, view: CameraView) -> None:
        """Say something else of a camera; what was measured by another calibration no longer counts.

        :raises NotFoundError: There is no such camera.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            before = session.scalar(select(CameraViewRow.calibration).where(CameraViewRow.camera_id == camera_id))
            session.execute(delete(CameraViewRow).where(CameraViewRow.camera_id == camera_id))
            _put(session, camera_id, view)
            is_measured_anew = before != (view.calibration.id if view.calibration else None)
            grow(session, *([SourceRow.camera_id == camera_id] if is_measured_anew else []))

    def rename(self, camera: str, name: str) -> None:
        """Give a camera another name; its sources stay with it.

        :raises NotFoundError: There is no such camera.
        :raises ConflictError: The name is taken, or a source of the camera is not finished.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            _require_free(session, name)
            sources = session.scalars(select(SourceRow).where(SourceRow.camera_id == camera_id)).all()
            if any(source.status == SourceStatus.RUNNING for source in sources):
                raise ConflictError(f"camera {camera!r} has a source that is not finished; wait for it or remove it")
            for source in sources:  # the camera's name is part of what makes a source the same one
                source.identity = identity_of(source.fingerprint, name, source.settings, source.encoder)
            session.execute(update(CameraRow).where(CameraRow.id == camera_id).values(name=name))

    def remove(self, camera: str) -> None:
        """Remove a camera that has no sources.

        :raises NotFoundError: There is no such camera.
        :raises ConflictError: It has sources, finished or not.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            count = session.scalar(select(func.count()).where(SourceRow.camera_id == camera_id))
            if count:
                raise ConflictError(
                    f"camera {camera!r} has {counted(count, 'source')}; remove {'it' if count == 1 else 'them'} first"
                )
            session.execute(delete(CameraRow).where(CameraRow.id == camera_id))


def _id(session: Session, camera: str) -> int:
    camera_id = session.scalar(select(CameraRow.id).where(CameraRow.name == camera))
    if camera_id is None:
        raise NotFoundError("no such camera")
    return camera_id


def _require_free(session: Session, name: str) -> None:
    if session.scalar(select(CameraRow.id).where(CameraRow.name == name)) is not None:
        raise ConflictError(f"there is a camera {name!r} already")


def _put(session: Session, camera_id: int, view: CameraView) -> None:
    calibration = view.calibration.id if view.calibration else None
    row = {"camera_id": camera_id, "view": view.to_json(), "calibration": calibration}
    session.execute(insert(CameraViewRow).values(row))
