"""How a case becomes an archive or a report: with the key of the site, its custody, and the video of each item."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vehiclefinder.control.cases.archive import hashes, shown_item, write_archive
from vehiclefinder.control.cases.exports import Export, Site
from vehiclefinder.control.cases.pdf import pdf_report
from vehiclefinder.control.cases.shown import ACTIONS
from vehiclefinder.control.cases.source_video import GONE, LATER, SourceVideos
from vehiclefinder.control.visibility import visible_cameras
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import ReadOnlyStoreError
from vehiclefinder.core.paging import all_pages
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control.audit import AuditEntry, AuditLog
from vehiclefinder.store.control.case_records import StoredCase, StoredItem
from vehiclefinder.store.control.cases import CaseStore
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.site_key import SiteKey, site_key
from vehiclefinder.store.tracks.catalog import Catalog

PAGE = 100
"""Items that are read at a time."""


@dataclass(frozen=True, slots=True)
class CaseExporter:
    """Writes what leaves of a case, and into the audit log that it did. Whether somebody may is asked before."""

    catalog: Catalog
    table: CaseStore
    site: Site
    audit: AuditLog

    def begin(self, who: Identity, case_id: int, now: datetime | None = None) -> Export:
        """Return who exports, when, with which key, and what was done with the case until then.

        :raises StoreError: The key of the site is damaged.
        """
        custody = self._custody(case_id) if who.cameras is None else None
        return Export(self.site, now or datetime.now(UTC), who.name, self._key(), custody)

    def archive(self, who: Identity, case: StoredCase, out: Path, export: Export) -> None:
        """Write an archive; its videos are hashed, however large, where that was not done yet.

        :raises StoreError: It cannot be written, or not that it was; then there is none.
        """
        write_archive(out, case, self._items(who, case.id, SourceVideos(self.catalog)), export)
        detail = {"case": case.id, "name": case.name, "items": case.items, "sha256": file_copies.sha256(out)}
        try:
            self.audit.write(who, "case.export", detail | {"key": export.key and export.key.public.fingerprint})
        except BaseException:
            out.unlink()  # nothing leaves that is not written down
            raise

    def report(self, who: Identity, case: StoredCase, export: Export) -> bytes:
        """Return the report as PDF; videos that are large are hashed by an archive alone.

        :raises StoreError: It cannot be made, or not written down that it was.
        """
        items = self._items(who, case.id, SourceVideos.at_once(self.catalog))
        shown = [shown_item(item, export, hashes(item)) for item in items]
        try:
            pdf = pdf_report(case, shown, export)
        except OSError as error:
            raise write_error(f"cannot make the report of case {case.id}", error) from error
        detail = {"case": case.id, "name": case.name, "items": len(shown), "sha256": hashlib.sha256(pdf).hexdigest()}
        self.audit.write(who, "case.report", detail)
        return pdf

    def _key(self) -> SiteKey | None:
        try:
            return site_key(self.catalog.home)
        except ReadOnlyStoreError:
            return None  # evidence that says that it is not signed is worth more than none

    def _custody(self, case_id: int) -> Sequence[AuditEntry]:
        told = (one for one in self.audit.about(ACTIONS) if one.detail.get("case") == case_id)
        return tuple(told)

    def _items(self, who: Identity, case_id: int, videos: SourceVideos) -> Iterator[StoredItem]:
        """Yield all items; of which video they are is told now where it was not when they were added."""
        seen = visible_cameras(self.catalog, who)
        for item in all_pages(lambda after: self.table.items(case_id, seen, PAGE, after)):
            known = item.video and item.video["why"] != LATER
            yield item if known else replace(item, video=self._video_now(item, videos))

    def _video_now(self, item: StoredItem, videos: SourceVideos) -> dict[str, Any] | None:
        if not (found := self.catalog.tracks([item.track])):
            return {**item.video, "why": GONE} if item.video else None
        return {**videos.of(found[0].source_id), "taken": "at the export"}
