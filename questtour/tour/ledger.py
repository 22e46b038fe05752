"""All that is known of a tour on one laptop, and what it adds up to, whatever order it came in."""

from collections.abc import Iterable
from datetime import timedelta

from questtour.tour import events as e
from questtour.tour.authority import looks_back
from questtour.tour.clocks import Offsets, offsets, shifted
from questtour.tour.evolve import evolve, fold
from questtour.tour.progress import Progress


class Ledger:
    """Events in causal order and the progress that they fold to, kept up to date."""

    def __init__(self, records: Iterable[e.Recorded], own: str) -> None:
        """Take what the log of the laptop `own` holds."""
        self.own = own
        self._records = sorted(records, key=_place)
        self._offsets: dict[str, Offsets] = {}
        self._progress: Progress | None = None
        """What they add up to; None until somebody asks again."""

    @property
    def progress(self) -> Progress:
        """Return what the events add up to."""
        return self._up_to_date()

    @property
    def elsewhere(self) -> Progress:
        """Return the tour, without anything that happened on it, as the other laptops opened it."""
        kinds = (e.TourOpened, e.DeviceJoined)
        theirs = (each for each in self._records if each.device != self.own)
        return fold(each for each in theirs if isinstance(each.event, kinds))

    def _up_to_date(self) -> Progress:
        if self._progress is None:
            self._offsets = offsets(self._records)
            self._progress = fold(self._records, self.own)
        return self._progress

    @property
    def ahead(self) -> timedelta:
        """Return by how much this laptop's clock is ahead of the coordinator's."""
        self._up_to_date()
        return self._ahead(self.own)

    def add(self, records: Iterable[e.Recorded]) -> None:
        """Take in events that are new here."""
        new = sorted(records, key=_place)
        if not new:
            return
        # What comes last and says nothing about earlier events need not be folded with them.
        late = bool(self._records) and _place(new[0]) < _place(self._records[-1])
        self._records += new
        if late:
            self._records.sort(key=_place)
        if late or looks_back(new) or self._progress is None:
            # Many batches may come before anybody asks.
            self._progress = None
            return
        for record in new:
            self._progress = evolve(self._progress, shifted(record, -self._ahead(record.device)))

    def _ahead(self, device: str) -> timedelta:
        known = self._offsets.get(device)
        return known.now if known is not None else timedelta()


def _place(record: e.Recorded) -> tuple[str, str, int]:
    return record.clock, record.device, record.seq
