"""The bare Textual app that the program is compared with: a header, a footer, Digits and a table."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Digits, Footer, Header

ROWS = tuple((f"10:{number:02}", f"Station {number}", f"Room {200 + number}") for number in range(1, 10))


class BareApp(App[None]):
    """Counts down a minute, over and over."""

    TITLE = "bare"
    BINDINGS = [("h", "bell", "Hint"), ("n", "bell", "Note"), ("p", "bell", "Pause"), ("q", "quit", "Quit")]

    left = 60

    def compose(self) -> ComposeResult:
        yield Header()
        yield Digits("1:00")
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Time", "Station", "Room")
        table.add_rows(ROWS)
        self.set_interval(1, self.tick)

    def tick(self) -> None:
        self.left = (self.left - 1) % 60
        self.query_one(Digits).update(f"0:{self.left:02}")


if __name__ == "__main__":
    BareApp().run()
