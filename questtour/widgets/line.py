"""A text that is drawn only when it has become another one: screens say everything anew at every look."""

from textual.content import Content
from textual.widgets import Static


class Line(Static):
    """Says `Content`, never markup."""

    def __init__(self, *, classes: str | None = None, fixed: bool = False) -> None:
        """Take `fixed` for a widget whose size does not depend on its text: it is not laid out anew."""
        super().__init__(markup=False, classes=classes)
        self._fixed = fixed
        self._said = Content("")

    def say(self, content: Content) -> None:
        """Say `content`; nothing is drawn where text and styles are the same."""
        if not content.is_same(self._said):
            self._said = content
            self.update(content, layout=not self._fixed)
