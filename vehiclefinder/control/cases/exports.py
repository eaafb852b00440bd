"""Who exports a case, when and with what; and what the archive is called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control.audit import AuditEntry
from vehiclefinder.store.control.case_records import StoredCase
from vehiclefinder.store.files.site_key import SiteKey

MAX_SLUG = 60


@dataclass(frozen=True, slots=True)
class Site:
    """What a site tells of itself in what it hands on.

    :param models: Name -> sha256 of the models of its manifest.
    """

    clock: SiteClock = field(default_factory=SiteClock)
    software: str = ""
    models: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """One export of a case.

    :param at: Aware.
    :param by: Name of whoever exports.
    :param key: What it is signed with; None where the home has no key and cannot be written.
    :param custody: What the audit log tells of the case, oldest first; None where whoever exports may not see all.
    """

    site: Site
    at: datetime
    by: str
    key: SiteKey | None = None
    custody: Sequence[AuditEntry] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "at": self.site.clock.local(self.at).isoformat(),
            "by": self.by,
            "time_zone": self.site.clock.name(self.at),
            "software": self.site.software,
            "models": dict(self.site.models),
            "key_fingerprint": self.key and self.key.public.fingerprint,
            "custody": None if self.custody is None else [self._entry(one) for one in self.custody],
        }

    def name(self, case: StoredCase, suffix: str) -> str:
        """Return what a file is called that is made of a case: its id, name, and the day of the export."""
        slug = re.sub(r"[\W_]+", "-", case.name.casefold()).strip("-")[:MAX_SLUG].rstrip("-")
        parts = ("case", str(case.id), slug, f"{self.site.clock.local(self.at):%Y-%m-%d}")
        return "-".join(part for part in parts if part) + suffix

    def _entry(self, entry: AuditEntry) -> dict[str, Any]:
        named = {"at": self.site.clock.local(entry.time).isoformat(), "who": entry.who, "action": entry.action}
        return named | {"detail": dict(entry.detail)}
