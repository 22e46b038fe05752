"""The group's answer to a task: typed, checked, and typed again where it was not right."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from questtour.i18n import _
from questtour.screens.base import Dialog, bindings


class AnswerDialog(Dialog[str]):
    """Returns the answer, `WITHOUT` to tick the task unchecked, or None by Esc."""

    WITHOUT = "\0without"
    """No answer can be this: it holds a character that cannot be typed."""
    BINDINGS = bindings("tick_unchecked")

    def __init__(self, number: int, task: str, tried: str = "") -> None:
        super().__init__()
        self._number, self._wording, self._tried = number, task, tried

    def compose(self) -> ComposeResult:
        """Lay out the task, the last try and the input."""
        with Vertical(classes="box"):
            title = _("Task {n}: the group's answer").format(n=self._number)
            yield Static(Content(title), classes="title", markup=False)
            yield Static(Content(self._wording), classes="text", markup=False)
            if self._tried:
                text = _("“{answer}” is not it. Try once more?").format(answer=self._tried)
                yield Static(Content.styled(text, "bold"), classes="text", markup=False)
            yield Input(placeholder=_("Type the answer and press Enter"))
            yield Static(Content(_("Ctrl+T: tick it without checking · Esc: back")), classes="key-line")

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Return the answer; an empty one is none."""
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_without(self) -> None:
        """Tick the task without an answer."""
        self.dismiss(self.WITHOUT)
