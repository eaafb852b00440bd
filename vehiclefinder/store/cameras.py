"""Cameras and what is said of them."""

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from vehiclefinder.errors import ConflictError, NotFoundError
from vehiclefinder.store.database import Database
from vehiclefinder.store.records import identity_of
from vehiclefinder.store.schema import Camera, CameraView, Source, State, Status
from vehiclefinder.view import View


class CameraBook:
    """The cameras of a catalog, by name, with their views.

    :param database: The catalog's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def view(self, camera: str) -> View:
        """Return what is said of a camera; an empty view where nothing is, or where there is no such camera."""
        query = select(CameraView.view).join(Camera, Camera.id == CameraView.camera_id).where(Camera.name == camera)
        with self._database.read() as session:
            data = session.scalar(query)
            return View() if data is None else View.from_json(data)

    def zones(self) -> list[tuple[str, str]]:
        """Return the zones of all cameras, camera and name, by both."""
        query = select(Camera.name, CameraView.view).join(CameraView, CameraView.camera_id == Camera.id)
        with self._database.read() as session:
            views = [(camera, View.from_json(data)) for camera, data in session.execute(query)]
        return sorted((camera, zone.name) for camera, view in views for zone in view.zones)

    def create(self, camera: str, view: View) -> None:
        """Add a camera before anything is ingested from it.

        :raises ConflictError: There is one of that name.
        """
        with self._database.write() as session:
            _require_free(session, camera)
            row = Camera(name=camera)
            session.add(row)
            session.flush()
            _put(session, row.id, view)

    def change(self, camera: str, view: View) -> None:
        """Say something else of a camera; what was measured by another calibration no longer counts.

        :raises NotFoundError: There is no such camera.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            session.execute(delete(CameraView).where(CameraView.camera_id == camera_id))
            _put(session, camera_id, view)
            session.execute(update(State).values(generation=State.generation + 1))

    def rename(self, camera: str, name: str) -> None:
        """Give a camera another name; its sources stay with it.

        :raises NotFoundError: There is no such camera.
        :raises ConflictError: The name is taken, or a source of the camera is not finished.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            _require_free(session, name)
            sources = session.scalars(select(Source).where(Source.camera_id == camera_id)).all()
            if any(source.status == Status.RUNNING for source in sources):
                raise ConflictError(f"camera {camera!r} has a source that is not finished; wait for it or remove it")
            for source in sources:  # the camera's name is part of what makes a source the same one
                source.identity = identity_of(source.fingerprint, name, source.settings, source.encoder)
            session.execute(update(Camera).where(Camera.id == camera_id).values(name=name))

    def remove(self, camera: str) -> None:
        """Remove a camera that has no sources.

        :raises NotFoundError: There is no such camera.
        :raises ConflictError: It has sources, finished or not.
        """
        with self._database.write() as session:
            camera_id = _id(session, camera)
            count = session.scalar(select(func.count()).where(Source.camera_id == camera_id))
            if count:
                raise ConflictError(f"camera {camera!r} has {count} sources; remove them first")
            session.execute(delete(Camera).where(Camera.id == camera_id))


def _id(session: Session, camera: str) -> int:
    camera_id = session.scalar(select(Camera.id).where(Camera.name == camera))
    if camera_id is None:
        raise NotFoundError("no such camera")
    return camera_id


def _require_free(session: Session, name: str) -> None:
    if session.scalar(select(Camera.id).where(Camera.name == name)) is not None:
        raise ConflictError(f"there is a camera {name!r} already")


def _put(session: Session, camera_id: int, view: View) -> None:
    calibration = view.calibration.id if view.calibration else None
    row = {"camera_id": camera_id, "view": view.to_json(), "calibration": calibration}
    session.execute(insert(CameraView).values(row))
