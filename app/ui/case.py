"""One case: its name and notes, what is kept in it, and what becomes of it."""

from html import escape

import streamlit as st

from vehiclefinder.control import CaseChange, Role, StoredCase, StoredItem, counted

from .page import PageContext, errors_shown, plain, site_clock, titled
from .track_facts import when

SHOWN = 24
"""Items on one page."""
COLUMNS = 3


def show(context: PageContext, case_id: int) -> None:
    """Draw a case.

    :raises NotFoundError: There is none.
    """
    case = context.room.cases.get(context.who, case_id)
    titled(case.name, "Cases")
    st.subheader(plain(case.name))
    st.caption(plain(f"{counted(case.items, 'vehicle')} · {history(case)}"))
    if context.may(Role.OPERATOR):
        _acts(context, case)
        _about(context, case)
    elif case.notes:
        st.html(f'<p class="vf-note">{escape(case.notes)}</p>')
    _items(context, case)


def open_case(case_id: int | None) -> None:
    """Go to a case, or to the list of all."""
    if case_id is None:
        st.query_params.clear()
    else:
        st.query_params["case"] = str(case_id)
    st.rerun()


def history(case: StoredCase) -> str:
    """Say when a case was started, by whom, and when it was closed."""
    closed = f", closed {site_clock().minute(case.closed)}" if case.closed else ""
    return f"started {site_clock().minute(case.created)} by {case.created_by}{closed}"


def _acts(context: PageContext, case: StoredCase) -> None:
    with st.container(horizontal=True, vertical_alignment="center"), errors_shown():
        st.html(_downloads(case.id), width="content")
        if case.closed is None:
            closing = st.button("Close", icon=":material/lock:", help="A closed case takes and loses nothing.")
        else:
            closing = st.button("Open again", icon=":material/lock_open:")
        if closing:
            context.room.cases.update(context.who, case.id, CaseChange(closed=case.closed is None))
            st.rerun()
        with st.popover("Delete", icon=":material/delete:"):
            st.write("The case and all copies in it are lost for good.")
            if st.button("Delete for good", type="primary"):
                context.room.cases.delete(context.who, case.id)
                open_case(None)


def _downloads(case: int) -> str:
    base = f"/v1/cases/{case}"
    archive = f'<a class="vf-button" href="{base}/export" download title="Everything, signed">Export case (ZIP)</a>'
    return f'{archive} <a class="vf-button" href="{base}/report.pdf" download>Report (PDF)</a>'


def _about(context: PageContext, case: StoredCase) -> None:
    with st.expander("Name and notes", expanded=bool(case.notes)), st.form("about", border=False), errors_shown():
        name = st.text_input("Name", case.name, max_chars=200)
        notes = st.text_area("Notes", case.notes, max_chars=10_000)
        if st.form_submit_button("Save"):
            context.room.cases.update(context.who, case.id, CaseChange(name, notes))
            st.rerun()


def _items(context: PageContext, case: StoredCase) -> None:
    if not case.items:
        st.info("It is empty. Select results on the search page and keep them in it.")
        return
    pages = -(-case.items // SHOWN)
    at = st.pagination(pages, key=f"items page {case.id} {pages}") if pages > 1 else 1
    items = context.room.cases.items(context.who, case.id, at * SHOWN)[(at - 1) * SHOWN :]
    for row in range(0, len(items), COLUMNS):
        for column, item in zip(st.columns(COLUMNS), items[row : row + COLUMNS], strict=False):
            with column.container(border=True):
                _item(context, item, may_go=case.closed is None and context.may(Role.OPERATOR))


def _item(context: PageContext, item: StoredItem, *, may_go: bool) -> None:
    st.html(_card(item))
    with st.container(horizontal=True, vertical_alignment="center"), errors_shown():
        st.page_link(
            st.session_state["pages"]["result"],
            label=f"Track {item.track}",
            icon=":material/movie:",
            query_params={"track": str(item.track)},
        )
        if may_go:
            with st.popover("Remove", icon=":material/delete:"):
                st.write("Its copies in this case are lost for good.")
                if st.button("Remove it", key=f"remove {item.id}", type="primary"):
                    context.room.cases.remove(context.who, item.case, item.id)
                    st.rerun()


def _card(item: StoredItem) -> str:
    """An item as HTML; its clip is fetched when it is played."""
    base = f"/v1/cases/{item.case}/items/{item.id}/files"
    picture = next((name for name in ("still.jpg", "crop-1.jpg") if name in item.files), "")
    if "clip.mp4" in item.files:
        media = f'<video src="{base}/clip.mp4" poster="{base}/{picture}" preload="none" controls playsinline></video>'
    elif picture:
        media = f'<img src="{base}/{picture}" alt="" loading="lazy">'
    else:
        media = "<p>No picture was kept.</p>"
    crop = f'<img class="crop" src="{base}/crop-1.jpg" alt="" loading="lazy">' if "crop-1.jpg" in item.files else ""
    said = [f"{item.facts['label']} on {item.camera}", when(item.facts), _found(item), _shares(item), item.note]
    lines = "".join(f"<div>{escape(line)}</div>" for line in said if line)
    return (
        f'<div class="vf-item"><div class="media">{media}</div><div class="facts">{crop}<div>{lines}</div></div></div>'
    )


def _found(item: StoredItem) -> str:
    score = "" if item.score is None else f", score {item.score:.2f}"
    return f"Found with “{item.sentence}”{score}" if item.sentence else ""


def _shares(item: StoredItem) -> str:
    """What the search said of it: the decision, and how far each keyword holds."""
    if item.finding is None:
        return "Decision not kept" if item.sentence else ""
    said = [str(item.finding["decision"])]
    for one in item.finding["contributions"]:
        share = "not checked" if one["probability"] is None else f"{one['probability']:.2f}"
        said.append(f"{one['keyword']} {share}")
    said += [f"{word} not checked" for word in item.finding["unchecked"]]
    return " · ".join(said)
