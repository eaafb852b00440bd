"""What the site has that is no page of ``docs``: references from the code, and pages of the repository around it."""

import json
import posixpath
import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.document import openapi  # noqa: E402
from docs.site import cli_reference, rest_reference, settings_reference  # noqa: E402

AROUND = {
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "NOTICE": "project/notice.md",
    "models/detector/CARD.md": "project/detector.md",
    "models/matcher/CARD.md": "project/matcher.md",
    "models/ner/CARD.md": "project/ner.md",
    "data/findvehicle/README.md": "project/findvehicle.md",
    "data/tracks/README.md": "project/tracks.md",
    "data/motion/README.md": "project/motion.md",
    "findings/README.md": "project/findings.md",
}
"""File of the repository -> where the site has it."""
HOME = "index.md"
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is generated."""
    pages = {
        "reference/cli.md": cli_reference.markdown(),
        "reference/settings.md": settings_reference.markdown(),
        "reference/rest.md": rest_reference.markdown(),
        "decisions/index.md": _decisions(),
        "reference/openapi.json": json.dumps(openapi(), indent=1, sort_keys=True),
        **{there: _text(name) for name, there in AROUND.items()},
    }
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
    for picture in (ROOT / "models" / "matcher").glob("*.png"):
        files.append(File.generated(config, f"project/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links of a page to where the site has what they name; what it has not is named without a link."""
    shown = page.file.src_uri
    origin = next((name for name, there in AROUND.items() if there == shown), f"docs/{shown}")

    def led(found: re.Match[str]) -> str:
        picture, text, target = found.groups()
        path, mark, anchor = target.partition("#")
        if not path or ":" in path:
            return found[0]
        name = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        there = HOME if name == "README.md" else AROUND.get(name, name.removeprefix("docs/"))
        if files.get_file_from_path(there) is None and not (name.startswith("docs/") and origin.startswith("docs/")):
            return f"{text} (`{name}`)"
        return f"{picture}[{text}]({posixpath.relpath(there, posixpath.dirname(shown) or '.')}{mark}{anchor})"

    return LINK.sub(led, markdown)


def _decisions() -> str:
    """Return a page that lists all of them by their titles."""
    found = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    titles = {path.name: path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for path in found}
    listed = "\n".join(f"* [{title}]({name})" for name, title in titles.items())
    return f"# Decisions\n\nWhy things are as they are: what was chosen, instead of what, and the price.\n\n{listed}\n"


def _text(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    return text if name.endswith(".md") else f"# {name.capitalize()}\n\n```text\n{text}\n```\n"
