"""The middle of a guide's screen: story, tasks, hints; it scrolls where it does not fit."""

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.visual import VisualType
from textual.widgets import Static

from questtour.tour.moment import Moment
from questtour.widgets.blocks import Block, Look, blocks
from questtour.widgets.prose import point, prose

KEYS_OF_TASKS = 9
"""Only so many tasks have a key of their own; the others are ticked with Space or the mouse."""


def _drawn(block: Block) -> VisualType:
    if block.look is Look.PROSE:
        return prose(block.text)
    if block.look is Look.POINT:
        return point(block.text)
    if block.look is not Look.TASK:
        return Content(block.text)
    key = f" {block.number} " if block.number <= KEYS_OF_TASKS else "   "
    box = "[x]" if block.done else "[ ]"
    return Content.assemble((key, "reverse"), f" {box} {block.text}")


class BlockView(Static):
    """One block; a task can be focused and clicked."""

    ALLOW_SELECT = False
    # A click must not decide which task Space ticks next.
    FOCUS_ON_CLICK = False

    class Chosen(Message):
        """A block was clicked."""

        def __init__(self, block: Block) -> None:
            super().__init__()
            self.block = block

    def __init__(self, block: Block) -> None:
        super().__init__(_drawn(block), markup=False, classes=block.look.value)
        self.block = block
        self.can_focus = block.look is Look.TASK
        self.set_class(block.done, "-done")

    def become(self, block: Block) -> None:
        """Show `block`, which has the same key; nothing is drawn where nothing has changed."""
        before, self.block = self.block, block
        if block != before:
            self.remove_class(before.look.value).add_class(block.look.value)
            self.set_class(block.done, "-done")
            # A box that is ticked takes no more room, and a heading has one line: nothing is laid out anew.
            layout = block.text != before.text and block.look is not Look.HEADING
            self.update(_drawn(block), layout=layout)

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked; a double click tells it once, or a tick would go as it came."""
        event.stop()
        if event.chain == 1:
            self.post_message(self.Chosen(self.block))


class StationPanel(VerticalScroll, can_focus=False):
    """The blocks of a moment."""

    DEFAULT_CSS = """
    StationPanel {
        height: 1fr;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        BlockView { height: auto; }
        .heading { height: 1; text-style: bold; color: $text-accent; margin-top: 1; }
        .call { text-style: bold; background: $accent-muted; padding: 0 1; }
        .task { &:hover { background: $boost; } &:focus { background: $boost; text-style: bold; } }
        .task.-done { color: $text-muted; }
        .fold { color: $text-muted; &:hover { background: $boost; } }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._views: list[BlockView] = []

    def show(self, moment: Moment, *, unfolded: bool) -> None:
        """Show the moment: new blocks where their list has changed, new text where only that has."""
        wanted = blocks(moment, unfolded=unfolded)
        if [block.key for block in wanted] == [view.block.key for view in self._views]:
            for view, block in zip(self._views, wanted, strict=True):
                view.become(block)
            return
        self._views = [BlockView(block) for block in wanted]
        with self.app.batch_update():
            self.remove_children()
            self.mount_all(self._views)

    @property
    def focused_task(self) -> int | None:
        """Return the number of the task that has the focus."""
        focused = self.screen.focused
        if isinstance(focused, BlockView) and focused.block.look is Look.TASK:
            return focused.block.number
        return None

    def reveal(self, task: int) -> None:
        """Scroll to where `task` can be seen."""
        for view in self._views:
            if view.block.look is Look.TASK and view.block.number == task:
                view.scroll_visible(animate=False)

    def reveal_hint(self) -> None:
        """Scroll to where the last hint that was told can be seen, once it is drawn."""
        hints = [view for view in self._views if view.block.look is Look.HINT]
        if hints:
            self.call_after_refresh(hints[-1].scroll_visible, animate=False)
