"""The site of documentation: it builds without a warning or a network, and asks no other host."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vehiclefinder import Settings
from vehiclefinder.cli import COMMANDS

from ..conftest import REPOSITORY

FETCHED = re.compile(
    r"(?:<script[^>]*\ssrc|<link[^>]*\shref|<img[^>]*\ssrc|@import|url\()"
    r"""\s*=?\s*["'(]?(https?:)?//[^"')\s]+"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``make docs`` builds it, where no proxy and no index answers."""
    out = tmp_path_factory.mktemp("site")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)]
    environment = os.environ | nowhere | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_pages_fetch_nothing_from_other_hosts(site: Path) -> None:
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(pages) > 40
    assert [found[0] for found in FETCHED.finditer('<script defer src="https://cdn.example/a.js">')]
    fetched = {(page.name, found[0]) for page in pages for found in FETCHED.finditer(page.read_text(encoding="utf-8"))}
    assert fetched == set()


def test_every_command_and_setting_stands_in_the_reference(site: Path) -> None:
    commands = (site / "reference" / "cli.html").read_text(encoding="utf-8")
    assert {name for name in COMMANDS if f">vehiclefinder {name}<" not in commands} == set()
    assert "Print JSON instead of text." in commands
    settings = (site / "reference" / "settings.html").read_text(encoding="utf-8")
    assert {name for name in Settings.model_fields if f"<code>{name}</code>" not in settings} == set()
    assert "<td><code>2048</code></td>" in settings


def test_the_document_of_the_rest_endpoint_is_there(site: Path) -> None:
    document = json.loads((site / "reference" / "openapi.json").read_text(encoding="utf-8"))
    assert {"/v1/search", "/v1/cameras"} <= document["paths"].keys()


def test_links_to_what_is_no_page_lead_to_where_the_site_has_it(site: Path) -> None:
    page = (site / "architecture.html").read_text(encoding="utf-8")
    assert 'href="project/contributing.html"' in page
