"""Makes HTML of templates: what somebody wrote is shown as it is, and nothing is left out."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def html_of(package: str, template: str, filters: Mapping[str, Callable[..., Any]], **fields: object) -> str:
    """Return the `template` filled with `fields`; `filters` word what stands in them.

    It is a file's name, in the folder `templates` of the `package`.
    """
    paper = _templates(package)
    paper.filters |= filters
    return paper.get_template(template).render(fields)


@cache
def _templates(package: str) -> "Environment":
    # Only who writes or serves a page waits for the templates.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
