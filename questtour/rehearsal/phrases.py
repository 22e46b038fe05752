"""What simulated people write. They speak the language of the route sheet, so that the same sheet makes the
same events whatever language the program speaks: this is data, and no text of the catalogue."""

import re
from dataclasses import dataclass

from questtour.tour.events import NoteTag
from questtour.tour.route_values import Text

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that is said in one language."""

    notes: tuple[tuple[NoteTag, str], ...]
    wrong_answers: tuple[str, ...]
    called_away: tuple[str, ...]
    """Why a group stands still."""
    jam: tuple[str, str]
    """The reason and the words of a call when a printer jams."""
    calls: tuple[tuple[str, str], ...]
    no_time: str
    closed: str
    other_skip: str
    group: str
    """The title of a group that the sheet does not have."""
    welcome: str
    half_time: str


_ENGLISH = Phrases(
    notes=(
        (NoteTag.NOTE, "The visitors took photos of everything."),
        (NoteTag.IDEA, "Give the task on paper, too."),
        (NoteTag.RISK, "The cable lies across the way."),
        (NoteTag.LEARNED, "They show this at their school with ice."),
        (NoteTag.IDEA, "Begin with the experiment, and tell the story afterwards."),
    ),
    wrong_answers=("42", "we do not know", "7", "no"),
    called_away=("somebody is on the phone", "questions to the teacher", "a photo"),
    jam=("equipment", "The printer has jammed."),
    calls=(("lost", "A visitor has gone missing."), ("help", "Please bring us some water.")),
    no_time="no time",
    closed="closed",
    other_skip="the visitors have seen it already",
    group="Group {n}",
    welcome="Good luck, everybody! Call us if anything is wrong.",
    half_time="Half of the time is over. Please keep an eye on the clock.",
)

_RUSSIAN = Phrases(
    notes=(
        (NoteTag.NOTE, "Гости фотографировали всё подряд."),
        (NoteTag.IDEA, "Дать задание ещё и на бумаге."),
        (NoteTag.RISK, "Провод лежит поперёк прохода."),
        (NoteTag.LEARNED, "У себя в школе они показывают это на льду."),
        (NoteTag.IDEA, "Начинать с опыта, а рассказывать потом."),
    ),
    wrong_answers=("42", "не знаем", "7", "нет"),
    called_away=("кто-то говорит по телефону", "вопросы к учителю", "общее фото"),
    jam=("оборудование", "Застряла бумага в принтере."),
    calls=(("потерялись", "Отстал один гость."), ("помощь", "Принесите, пожалуйста, воды.")),
    no_time="не успеваем",
    closed="закрыто",
    other_skip="гости это уже видели",
    group="Группа {n}",
    welcome="Всем удачи! Если что-то не так — зовите.",
    half_time="Прошла половина времени. Поглядывайте на часы.",
)


def phrases_in(language: str) -> Phrases:
    """Return what people say in a language of the program: "ru", or else English."""
    return _RUSSIAN if language == "ru" else _ENGLISH


def phrases_for(title: Text) -> Phrases:
    """Return what people say on the tour with that `title`: Russian where that is, in any of its wordings."""
    return _RUSSIAN if _CYRILLIC.search(" ".join(title.wordings())) else _ENGLISH
