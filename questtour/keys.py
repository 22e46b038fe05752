"""Every action of the program in one table: its id, its keys, its title and what it does.

Screens, footer, help, palette and the user's own key map are all drawn from here. A letter works in both
keyboard layouts and with Caps Lock: `twins` gives each key the others that sit on the same place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questtour.i18n import N_, _

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
TWINS: Mapping[str, str] = dict(zip(_LATIN, _CYRILLIC, strict=True))
"""What the same key gives under the Russian layout (ЙЦУКЕН)."""

_SAME_PLACE = {
    "question_mark": ("question_mark", "comma"),
    "plus": ("plus", "equals_sign"),
    "minus": ("minus", "underscore"),
}
"""Signs that move between layouts, or that need Shift in one of them.

`?` is Shift+7 under ЙЦУКЕН, and the key that has `?` on it gives a comma there; `+` should not need Shift.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can do with a key, a click or the palette."""

    id: str
    keys: tuple[str, ...]
    """Empty where it has none until a user gives it one; the palette offers it all the same."""
    title: str
    """A word or two for the footer."""
    tooltip: str
    """One sentence that says what it does."""
    shown: bool = True
    """Whether the footer names it."""
    call: str = ""
    """The screen's action with its arguments, where that is not just the id."""

    display: str = ""
    """How the keys are written on a keyboard, where that is not just the first of them."""
    name: str = ""
    """How the palette calls it, where the title says too little to be found by."""

    @property
    def action(self) -> str:
        """Return what Textual calls: `action_…` of a screen or the app."""
        return self.call or self.id


ACTIONS: tuple[Action, ...] = (
    Action(
        "next_step", ("enter",), N_("Next"), N_("Do the obvious next step of the tour"), False, "", "Enter"
    ),
    *(
        Action(
            f"task_{number}",
            (str(number),),
            N_("Task"),
            N_("Tick this task, or take the tick away"),
            False,
            f"task({number})",
        )
        for number in range(1, 10)
    ),
    Action("tick_next", ("space",), N_("Tick"), N_("Tick the next open task"), False, "", N_("Space")),
    Action("hint", ("h",), N_("Hint"), N_("Show the next hint of this station")),
    Action("note", ("n",), N_("Note"), N_("Write a note, a risk, an idea or something learned")),
    Action("pause", ("p",), N_("Pause"), N_("Stop the timer, or let it go on")),
    Action("undo", ("u",), N_("Undo"), N_("Take back the last step")),
    Action("more_time", ("plus",), N_("+1 min"), N_("Give this station one minute more"), False, "", "+"),
    Action("less_time", ("minus",), N_("−1 min"), N_("Give this station one minute less"), False, "", "−"),
    Action("skip", ("s",), N_("Skip"), N_("Skip this station, with a reason")),
    Action("call", ("c",), N_("Help!"), N_("Call the coordinator")),
    Action("messages", ("m",), N_("Messages"), N_("Read the coordinator's messages"), shown=False),
    Action("route_sheet", ("r",), N_("Route"), N_("Show the whole route sheet"), False),
    Action(
        "set_time", ("t",), N_("Time"), N_("Set a forgotten start, arrival or leaving right"), shown=False
    ),
    Action("unfold", ("f",), N_("Unfold"), N_("Show, or fold away, the points that can wait"), shown=False),
    Action("survey", ("v",), N_("Survey"), N_("Pass the laptop round: the visitors answer"), shown=False),
    Action("look_back", ("w",), N_("Look back"), N_("Write down how the tour went"), shown=False),
    Action("switch_group", ("g",), N_("Group"), N_("Go to the next group of this laptop"), shown=False),
    Action(
        "switch_role",
        (),
        N_("Lead / coordinate"),
        N_("Go to the coordinator's screen, or back to the own group"),
        call="app.switch_role",
    ),
    Action("join_tour", (), N_("Join a tour"), N_("Join the coordinator's tour with its code")),
    Action("scroll_down", ("down", "pagedown"), N_("Down"), N_("Scroll the text"), False, "", "↓ ↑"),
    Action("scroll_up", ("up", "pageup"), N_("Up"), N_("Scroll the text"), shown=False),
    Action("help", ("f1", "question_mark"), N_("Help"), N_("Say what every key does"), display="?"),
    Action("leave_tour", ("q",), N_("Quit"), N_("Leave; the tour can be resumed"), call="app.quit_program"),
    Action(
        "quit_program",
        ("ctrl+q",),
        N_("Quit"),
        N_("Leave; the tour can be resumed"),
        shown=False,
        display="Ctrl+Q",
    ),
    Action(
        "language",
        ("l",),
        N_("Language"),
        N_("Switch between Russian and English"),
        call="app.switch_language",
        name=N_("Language: Русский / English"),
    ),
    Action(
        "finish_early", (), N_("End the tour now"), N_("Skip the stations ahead and go to the finale"), False
    ),
    Action(
        "theme",
        (),
        N_("Dark / light"),
        N_("Switch between dark and light colours"),
        False,
        "app.switch_theme",
    ),
    Action(
        "sound",
        (),
        N_("Sound on / off"),
        N_("Ring the bell when time runs out, or keep silent"),
        False,
        "app.switch_sound",
    ),
    Action(
        "picture",
        (),
        N_("Save a picture of the screen"),
        N_("Save what is seen as an SVG file"),
        False,
        "app.save_picture",
    ),
    *(
        Action(
            f"choose_{number}",
            (str(number),),
            N_("Choose"),
            N_("Choose the line with this number"),
            False,
            f"choose({number})",
        )
        for number in range(1, 10)
    ),
    Action("dismiss", ("escape",), N_("Back"), N_("Close this without doing anything"), True, "close", "Esc"),
    Action("close_help", ("f1", "question_mark", "q"), N_("Back"), N_("Close the help"), False, "close"),
    Action("close_sheet", ("r", "q"), N_("Back"), N_("Close the route sheet"), False, "close"),
    Action("tag_up", ("up",), N_("Up"), N_("Choose the one above"), False, "next_tag(-1)"),
    Action("tag_down", ("down",), N_("Down"), N_("Choose the one below"), False, "next_tag(1)"),
    Action("tick_unchecked", ("ctrl+t",), N_("Tick"), N_("Tick the task without checking"), False, "without"),
    # --- the coordinator's screen, and what it says of one group ---
    Action("attend", ("a",), N_("Answer"), N_("Answer the call, or deal with what is most urgent")),
    Action("tell_group", ("m",), N_("Message"), N_("Write to this group, or to all that are marked")),
    Action("tell_all", ("b",), N_("To all"), N_("Write to all groups")),
    Action("start_groups", ("g",), N_("Start"), N_("Start this group, or all at once, or one by one")),
    Action(
        "group_more",
        ("plus",),
        N_("+1 min"),
        N_("Give the group, or all marked, a minute more"),
        False,
        "",
        "+",
    ),
    Action(
        "group_less",
        ("minus",),
        N_("−1 min"),
        N_("Give the group, or all marked, a minute less"),
        False,
        "",
        "−",
    ),
    Action("station_state", ("x",), N_("Station"), N_("Close a station, or open it again")),
    Action("skip_ahead", ("s",), N_("Skip"), N_("Let the group pass by one of its stations"), shown=False),
    Action("change_route", ("r",), N_("Way"), N_("Change the stations that are still ahead of the group")),
    Action("hand_over", ("h",), N_("Hand over"), N_("Give the group to another laptop")),
    Action(
        "undo_for_group", ("u",), N_("Undo"), N_("Take back what this laptop last did for the group"), False
    ),
    Action(
        "mark",
        ("space",),
        N_("Mark"),
        N_("Mark the group: several can be told or changed at once"),
        False,
        "",
        N_("Space"),
    ),
    Action("open_group", ("o",), N_("Open"), N_("Show what the guide of this group sees")),
    Action(
        "sent", ("i",), N_("Read by"), N_("See who has read which message, and which calls were answered")
    ),
    Action(
        "laptops", ("d",), N_("Laptops"), N_("See all laptops, and appoint a second coordinator"), shown=False
    ),
    Action(
        "visitors_form",
        ("v",),
        N_("Visitors"),
        N_("Let the visitors answer the survey on their phones: show the QR code of the form"),
        shown=False,
        name=N_("Survey on the visitors' phones"),
    ),
    Action("join_code", ("c",), N_("Code"), N_("Show the join code large, or small again"), shown=False),
    Action("sort_groups", ("z",), N_("Sort"), N_("Sort the groups by the next column"), shown=False),
    Action("find_group", ("f",), N_("Find"), N_("Show only the groups in which a word occurs"), shown=False),
    Action(
        "end_tour", ("e",), N_("End"), N_("End the tour for all groups that are still on their way"), False
    ),
    Action("show_groups", ("1",), N_("Groups"), N_("Go to the groups"), False, "show('groups')"),
    Action("show_stations", ("2",), N_("Stations"), N_("Go to the stations"), False, "show('stations')"),
    Action("show_timeline", ("3",), N_("Timeline"), N_("Go to the timeline"), False, "show('timeline')"),
    Action(
        "all_groups",
        ("escape",),
        N_("All groups"),
        N_("Show all groups again, none of them marked"),
        False,
        "close",
        "Esc",
    ),
    # --- looking back ---
    Action("see_main", ("1",), N_("In short"), N_("Go to the page to read out"), False, "see('main')"),
    Action("see_time", ("2",), N_("Timeline"), N_("Go to plan and fact as bars"), False, "see('time')"),
    Action(
        "see_stations", ("3",), N_("Stations"), N_("Go to the stations and walks"), False, "see('stations')"
    ),
    Action("see_groups", ("4",), N_("Groups"), N_("Go to the groups' ways"), False, "see('groups')"),
    Action("see_voices", ("5",), N_("Voices"), N_("Go to notes, calls and messages"), False, "see('voices')"),
    Action("see_survey", ("6",), N_("Survey"), N_("Go to the visitors' answers"), False, "see('survey')"),
    Action("see_changes", ("7",), N_("Changes"), N_("Go to what could be changed"), False, "see('changes')"),
    Action(
        "next_view",
        ("tab", "right"),
        N_("Next page"),
        N_("Go to the next page, or with Shift+Tab or ← to the one before"),
        False,
        "next_view(1)",
        "Tab",
    ),
    Action(
        "previous_view",
        ("shift+tab", "left"),
        N_("Page before"),
        N_("Go to the page before"),
        False,
        "next_view(-1)",
        "Shift+Tab",
    ),
    Action("other_tour", ("t",), N_("Other tour"), N_("Show the next of the tours")),
    Action("open_row", ("enter",), N_("Open"), N_("Show all that is known of this row"), False, "", "Enter"),
    Action("read_again", ("r",), N_("Again"), N_("Read the logs again: a tour may still be under way")),
    Action("export_report", ("e",), N_("Report"), N_("Write the report to print beside the log")),
    Action("close_page", ("escape", "q", "enter"), N_("Back"), N_("Close this page"), True, "close", "Esc"),
    # --- a rehearsal that one watches, or takes part in ---
    Action("slower", ("[",), N_("Slower"), N_("Let the rehearsal run more slowly"), False),
    Action("faster", ("]",), N_("Faster"), N_("Let the rehearsal run faster"), False),
    Action("hold", ("k",), N_("Hold"), N_("Let the rehearsal stand still, or go on"), False),
    Action("play_step", (".",), N_("Step"), N_("Stand still after the next thing that somebody does"), False),
    Action("play_out", ("j",), N_("To the end"), N_("Run to the end of the rehearsal at once"), False),
    Action(
        "end_page",
        ("enter", "q", "escape"),
        N_("Close"),
        N_("Leave the program"),
        call="leave",
        display="Enter",
    ),
    # --- the visitors' form ---
    Action("next_address", ("a",), N_("Address"), N_("Show another address of this laptop")),
    Action(
        "leave_form_on",
        ("escape", "q"),
        N_("Back"),
        N_("Go back to the tour; the form stays on"),
        call="close",
        display="Esc",
    ),
    Action("stop_form", ("v",), N_("Stop"), N_("Stop the form; what was answered is kept")),
    Action(
        "unlock",
        ("w",),
        N_("Unlock"),
        N_("Offer to change also what guides were told, or keep to it again"),
        shown=False,
    ),
    Action("close_sent", ("i", "q"), N_("Back"), N_("Close the messages"), False, "close"),
    Action("way_up", ("u",), N_("Sooner"), N_("Move the station one place up")),
    Action("way_down", ("d",), N_("Later"), N_("Move the station one place down")),
    Action("way_drop", ("x", "delete"), N_("Take out"), N_("Take the station out of the way")),
    Action("way_add", ("a",), N_("Add"), N_("Add one of the other stations")),
    Action("way_save", ("enter",), N_("Save"), N_("Let the group go this way"), True, "", "Enter"),
    # --- the survey that is passed round, and what the guide writes ---
    Action("guest_on", ("enter",), N_("Go on"), N_("Go on to the next question"), display="Enter"),
    Action(
        "guest_back",
        ("escape", "backspace"),
        N_("Back"),
        N_("Go back to the question before"),
        display="Esc",
    ),
    Action("guest_up", ("right", "down"), N_("Next"), N_("Choose the answer after this one"), False),
    Action("guest_down", ("left", "up"), N_("Before"), N_("Choose the answer before this one"), False),
    Action("guest_none", ("0", "delete"), N_("No answer"), N_("Take the answer away"), False),
    Action(
        "guest_language",
        ("l",),
        N_("Language"),
        N_("Ask this one visitor in the other language"),
        False,
    ),
    Action("new_line", ("ctrl+j", "shift+enter"), N_("New line"), N_("Begin a new line"), False),
    Action(
        "guide_returns",
        ("ctrl+g",),
        N_("For the guide"),
        N_("Go back to the tour: the guide's name is asked"),
        False,
        "",
        "Ctrl+G",
    ),
    Action("save_form", ("ctrl+s",), N_("Save"), N_("Save what is written"), display="Ctrl+S"),
    Action(
        "close_form",
        ("escape",),
        N_("Back"),
        N_("Close the form; the draft is kept"),
        call="close",
        display="Esc",
    ),
    Action(
        "command_palette",
        ("ctrl+p",),
        N_("Menu"),
        N_("Find and do anything by its name"),
        False,
        "",
        "Ctrl+P",
    ),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


_chosen: dict[str, str] = {}


def remap(keys: Mapping[str, str]) -> None:
    """Take the user's own keys (by action id, several with commas) into what texts say about keys."""
    _chosen.clear()
    _chosen.update(keys)


def written(action: str) -> str:
    """Return how the keys of the action with that id are written on a keyboard, the user's own first.

    It is empty where the action has no key.
    """
    known = BY_ID[action]
    return _chosen.get(action) or (known.display and _(known.display)) or "".join(known.keys[:1])


def twins(key: str) -> tuple[str, ...]:
    """Return `key` and every other key that means the same: the other layout, and Caps Lock."""
    prefix, _plus, last = key.rpartition("+") if key.startswith("ctrl+") else ("", "", key)
    if last in _SAME_PLACE:
        return _SAME_PLACE[last]
    if last not in TWINS or len(last) != 1:
        return (key,)
    letters: Iterable[str] = (last, TWINS[last], last.upper(), TWINS[last].upper())
    if prefix:
        return tuple(f"{prefix}+{letter}" for letter in letters)
    return tuple(letters)


def all_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Return `keys` with all their twins, each once."""
    return tuple(dict.fromkeys(twin for key in keys for twin in twins(key)))
