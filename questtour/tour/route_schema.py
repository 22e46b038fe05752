"""The route sheet's format as JSON Schema, for editors that check while one types."""

from typing import Any

from questtour.i18n import _
from questtour.tour.route import Route


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a route sheet, its explanations in the language in use."""
    known = Route.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_tidied(known),
        "title": _("Route sheet"),
        "description": _("Stations, groups, orders and times of one tour."),
    }


def _tidied(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """Speak the reader's language, and leave out what TOML has no word for (null) or nobody needs."""
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {
        name: _tidied(value)
        for name, value in node.items()
        if not (name == "title" and isinstance(value, str))
        and not (name == "default" and value in (None, []))
    }
    if "anyOf" in kept:
        kept["anyOf"] = [each for each in kept["anyOf"] if each != {"type": "null"}]
        if len(kept["anyOf"]) == 1:
            kept |= kept.pop("anyOf")[0]
    return _translated(kept)


def _translated(node: dict[str, Any]) -> dict[str, Any]:
    described = node.get("description")
    if node.get("type") == "object":
        # A table's own words are a docstring, for programmers; the field that holds it says what it is for.
        node.pop("description", None)
    elif isinstance(described, str):
        node["description"] = _(described)
    if isinstance(node.get("examples"), list):
        node["examples"] = [translated_example(each) for each in node["examples"]]
    return node


def translated_example(example: Any) -> Any:  # noqa: ANN401 - any value of a sheet
    """Return a field's example in the language in use."""
    if isinstance(example, list):
        return [translated_example(each) for each in example]
    return _(example) if isinstance(example, str) else example
