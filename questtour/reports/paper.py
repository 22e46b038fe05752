"""Makes HTML of the templates beside: what somebody wrote is shown as it is, and nothing is left out."""

from collections.abc import Callable, Mapping
from typing import Any


def html_of(template: str, filters: Mapping[str, Callable[..., Any]], **fields: object) -> str:
    """Return the `template`, a file's name, filled with `fields`; `filters` word what stands in them."""
    # Only who writes a file for paper waits for the templates.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    paper = Environment(
        loader=PackageLoader("questtour.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    paper.filters |= filters
    return paper.get_template(template).render(fields)
