"""What is begun and not saved waits beside the log, and nothing that is found there stops a tour."""

import pytest
from helpers import HandClock, at, opened
from hypothesis import given
from hypothesis import strategies as st

from questtour.drafts import Drafts, has_draft
from questtour.files import FileFault
from questtour.logbook import to_resume
from questtour.tour import commands as c

TEXTS = st.dictionaries(st.sampled_from(["well", "hard"]), st.text(st.characters(), max_size=9))


@given(TEXTS, TEXTS)
def test_each_group_and_the_whole_tour_have_a_draft_of_their_own(tmp_path_factory, one, other):
    log = tmp_path_factory.mktemp("drafts") / "tour.db"
    drafts = Drafts(log)
    drafts.keep("g", one)
    drafts.keep(None, other)
    assert (Drafts(log).read("g"), Drafts(log).read(None)) == (one, other)
    drafts.drop("g")
    assert (drafts.read("g"), drafts.read(None)) == (None, other)
    drafts.drop(None)
    drafts.drop(None)
    assert not has_draft(log)
    assert list(log.parent.iterdir()) == []


@pytest.mark.parametrize("found", [b"", b"{", b"[1]", b'{"g": 3}', b"\xff\xfe", b"null"])
def test_a_damaged_draft_is_none_and_is_written_anew(tmp_path, found):
    drafts = Drafts(tmp_path / "tour.db")
    drafts.path.write_bytes(found)
    assert drafts.read("g") is None
    drafts.keep("g", {"well": "new"})
    assert drafts.read("g") == {"well": "new"}


def test_where_no_draft_can_be_kept_one_line_says_so(tmp_path):
    with pytest.raises(FileFault, match="no such folder"):
        Drafts(tmp_path / "gone" / "tour.db").keep("g", {"well": "x"})


async def test_a_finished_tour_is_resumed_as_long_as_a_draft_waits_beside_it(tmp_path):
    clock = HandClock(at("10:00"))
    log = tmp_path / "2026-05-14-t-g.db"
    session = opened(log, clock)
    for command in (c.Start("g"), c.Finish("g", early=True)):
        await session.do(command)
    session.close()
    assert to_resume(tmp_path, "t", "g", clock.now()) is None
    Drafts(log).keep("g", {"well": "the tasks"})
    found = to_resume(tmp_path, "t", "g", clock.now())
    assert found is not None
    assert found.path == log
