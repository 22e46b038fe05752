"""What needs somebody's attention, the most urgent first, and what one key does about it."""

from textual import on
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from questtour.i18n import _
from questtour.tour.overview import Attention, Need, Overview
from questtour.widgets.hall_words import group_title, guide_name, need_text, need_title, remedy

LOUD = {Need.HELP: "bold reverse", Need.LOST: "bold"}
WELL = "well"
INDENT = "   "
"""What a line goes on with that is too long: so one sees where the next need begins."""


class AttentionList(OptionList):
    """Shows an `Overview`'s needs; Enter does what the line says."""

    DEFAULT_CSS = """
    AttentionList {
        height: 1fr;
        padding: 0;
        &, &:focus { border: none; }
    }
    """

    class Chosen(Message):
        """Somebody wants to do something about a need."""

        def __init__(self, need: Attention) -> None:
            super().__init__()
            self.need = need

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._needs: dict[str, Attention] = {}
        self._said: dict[str, Content] = {}
        self._overview: Overview | None = None

    @property
    def need(self) -> Attention | None:
        """Return the need under the cursor."""
        option = self.highlighted_option
        return None if option is None else self._needs.get(option.id or "")

    def show(self, overview: Overview) -> None:
        """Show the overview; the cursor stays on its need, and goes to the next when that is done."""
        self._overview = overview
        needs = {each.key: each for each in overview.attention}
        said = {key: self._line(overview, each) for key, each in needs.items()}
        if not said:
            said = {WELL: Content.styled("✓ " + _("All is well"), "bold")}
        self._needs = needs
        if list(said) == list(self._said):
            for key, line in said.items():
                if not line.is_same(self._said[key]):
                    self.replace_option_prompt(key, line)
        else:
            self._build(said)
        self._said = said

    def _build(self, said: dict[str, Content]) -> None:
        before, place = self.highlighted_option, self.highlighted or 0
        self.clear_options()
        self.add_options([Option(line, id=key, disabled=key == WELL) for key, line in said.items()])
        if WELL in said:
            return
        known = before is not None and before.id in said
        self.highlighted = list(said).index(str(before.id)) if before and known else min(place, len(said) - 1)

    def watch_has_focus(self, focused: bool) -> None:
        """Say what to press from where one is now."""
        super().watch_has_focus(focused)
        if self._overview is not None:
            self.show(self._overview)

    def _line(self, overview: Overview, each: Attention) -> Content:
        who = group_title(overview.progress, each.group)
        if guide := guide_name(overview.progress, each.group):
            who += f" ({guide})"
        title = f" {need_title(overview, each)} "
        # Elsewhere Enter does something else.
        keys = "Enter" if self.has_focus else "Shift+Tab, Enter"
        said = Content.assemble(
            (title, LOUD.get(each.need, "")), " ", (who, "bold"), " ", need_text(overview, each)
        )
        room = self.scrollable_content_region.width
        lines = said.wrap(room - len(INDENT)) if 0 < room < said.cell_length else [said]
        return Content("\n" + INDENT).join([*lines, Content.styled(f"{keys}: {remedy(each.need)}", "italic")])

    def on_resize(self, _event: Resize) -> None:
        """Break long lines anew."""
        if self._overview is not None:
            self.show(self._overview)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Tell which need somebody wants to do something about."""
        event.stop()
        need = self._needs.get(event.option.id or "")
        if need is not None:
            self.post_message(self.Chosen(need))
