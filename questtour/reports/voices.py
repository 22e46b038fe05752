"""The look back's page of voices: what the guides said and wrote, and how fast calls were answered."""

from collections.abc import Collection, Iterator

from questtour.i18n import _
from questtour.reports import report_words as words
from questtour.reports.blocks import Block, Grid, Head, Page, Para, Quote
from questtour.tour.progress import WrittenReflection
from questtour.tour.reflection import TAGS, Said, TourLook
from questtour.tour.reflection_form import CHANGE, CHANGE_STATION


def note_quote(look: TourLook, said: Said, *, by_station: bool = False) -> Quote:
    """Return a note, with when and by whom it was written; or with its station instead of the group."""
    note = said.note
    station = words.station_title(look.tour, note.station) if note.station else ""
    group = words.group_title(look.tour, said.group)
    whose = [station, _(words.TAG_WORDS[note.tag])] if by_station else [group, station]
    return Quote(words.clipped(note.text), _by(words.clock(look.tour, note.time), *whose))


def _by(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def written_quotes(look: TourLook, group: str | None = None, station: str | None = None) -> list[Quote]:
    """Return what guides wrote when they looked back: one group's, or what is about one station."""
    if station is not None:
        about = [each for each in look.written if each.answers.get(CHANGE_STATION) == station]
        return [quote for each in about for quote in told(look, each, {CHANGE})]
    return [quote for each in look.written if each.group == group for quote in told(look, each)]


def told(look: TourLook, each: WrittenReflection, only: Collection[str] = ()) -> Iterator[Quote]:
    """Yield what a guide wrote, each with the question that it answers: to all of them, or to some `only`."""
    for name, text in each.answers.items():
        if name == CHANGE_STATION or (only and name not in only):
            continue
        if not isinstance(text, str) or not text.strip():
            continue
        question = _(words.PROMPTS[name]) if name in words.PROMPTS else words.clipped(name)
        about = each.answers.get(CHANGE_STATION) if name == CHANGE else None
        station = words.station_title(look.tour, about) if isinstance(about, str) else ""
        yield Quote(words.clipped(text), _by(question, station))


def voices_page(look: TourLook) -> Page:
    """Return everything that was said, what was learned first."""
    blocks: list[Block] = []
    if look.written:
        blocks.append(Head(_("What the guides wrote")))
        for each in look.written:
            who = words.group_title(look.tour, each.group)
            blocks += [Quote(quote.text, _by(quote.by, who)) for quote in told(look, each)]
    for tag in TAGS:
        if notes := look.noted(tag):
            blocks += [Head(_(words.TAG_WORDS[tag])), *(note_quote(look, each) for each in notes)]
    return Page(_("Voices"), (*blocks, *_calls(look), *_messages(look)))


def _calls(look: TourLook) -> Iterator[Block]:
    yield Head(_("Calls for help"))
    if not look.calls:
        yield Para(_("Nobody called for help."))
        return
    if answered := words.answered(look):
        yield Para(answered)
    heads = (_("Time"), _("Group"), _("About what"), _("Answered"))
    yield Grid(
        heads,
        tuple(
            (
                words.clock(look.tour, each.call.time),
                words.group_title(look.tour, each.call.group),
                _by(words.clipped(each.call.reason), words.clipped(each.call.text)),
                _("none") if each.seconds is None else words.after(each.seconds),
            )
            for each in look.calls
        ),
    )


def _messages(look: TourLook) -> Iterator[Block]:
    yield Head(_("Messages"))
    if not look.messages:
        yield Para(_("No message was sent."))
        return
    yield Grid(
        (_("Time"), _("To whom"), _("What was told"), _("Read by")),
        tuple(
            (
                words.clock(look.tour, each.message.time),
                ", ".join(words.group_name(look.tour, group) for group in each.message.to) or _("everybody"),
                words.clipped(each.message.text),
                _("{n} of {total}").format(n=len(each.read_by), total=len(each.to)),
            )
            for each in look.messages
        ),
    )
