"""What a request tells of the visitor: the language, the browser, where the form came from."""

from collections.abc import Mapping

from questtour.i18n import LANGUAGES

OURS = {"same-origin", "none"}
"""What browsers say of a request that no other site caused (Fetch Metadata)."""


def spoken_by(asked: str, kept: str, accepted: str, otherwise: str) -> str:
    """Return the language of a page: what was `asked` for, was `kept`, or is `accepted` by the browser.

    `accepted` is an Accept-Language header. Where all of them are of no use it is `otherwise`.
    """
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return wish
    ranked = sorted(_ranked(accepted), key=lambda each: -each[1])
    return next((code for code, weight in ranked if code in LANGUAGES and weight > 0), otherwise)


def _ranked(accepted: str) -> list[tuple[str, float]]:
    found = []
    for part in accepted.split(",")[:20]:
        name, _semicolon, weight = part.partition(";")
        found.append((name.strip().lower().partition("-")[0], _weight(weight)))
    return found


def _weight(text: str) -> float:
    name, _equals, number = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Tell whether another site's page sent a form here, as far as the browser says."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OURS
    origin = headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != headers.get("Host", "")
