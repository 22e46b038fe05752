"""Answers the browsers: which page on which request, and what comes of a form that was sent."""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import quote

from aiohttp import web

from questtour.clock import Clock
from questtour.faults import UserFault
from questtour.i18n import LANGUAGES, language, speaking
from questtour.survey import told
from questtour.survey.limits import Buckets
from questtour.survey.pages import Told, form_page, groups_page, security_policy, told_page
from questtour.survey.posted import NotAForm, Posted, read_posted
from questtour.survey.requests import from_elsewhere, spoken_by
from questtour.survey.visitors import Visitors, form_of, is_form, new_browser
from questtour.tour.route import Route
from questtour.tour.survey_questions import questions

MOST_BYTES = 64 * 1024
"""Of a request's body: a form whose every line is full has a tenth of it."""

FORM_TYPE = "application/x-www-form-urlencoded"
BROWSER, LANGUAGE = "visitor", "lang"
"""The cookies: what a browser is known by, and the language that was chosen."""
DAY = 86_400
"""Seconds that they are kept."""

LOOKS = 3000, 50.0
"""Requests from one address, at once and then a second: a school can be behind one."""
ANSWERS = 400, 4.0
"""New answers from one address."""
ALL_ANSWERS = 1000, 8.0
"""New answers from everywhere."""
TRIES = 20, 0.5
"""Sendings of one form."""

_BROWSER = web.RequestKey("browser", str)

_trouble = logging.getLogger("questtour.survey")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Who(NamedTuple):
    """A browser on this tour, and what it looks at."""

    browser: str
    form: str
    """The id of its form."""
    language: str
    group: str | None


class Form:
    """The form of one tour."""

    def __init__(self, visitors: Visitors, clock: Clock) -> None:
        self._visitors, self._clock = visitors, clock
        self._policy = security_policy()
        self._looks, self._answers = Buckets(*LOOKS), Buckets(*ANSWERS)
        self._all, self._tries = Buckets(*ALL_ANSWERS), Buckets(*TRIES)

    def routes(self) -> list[web.RouteDef]:
        """Return which address is answered by what."""
        return [
            web.get("/", self._begin),
            web.get("/g/{group}", self._show),
            web.post("/g/{group}", self._take),
            web.get("/all", self._show),
            web.post("/all", self._take),
            web.get("/thanks/{form}", self._thank),
            web.get("/favicon.ico", _nothing),
        ]

    @web.middleware
    async def answered_in_words(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer every request with a page in the visitor's language, whatever goes wrong."""
        who = self._who(request)
        response = await self._answered(request, handler, who)
        response.headers.update(
            {
                "Content-Security-Policy": self._policy,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "same-origin",
                "Cache-Control": "no-store",
                "Server": "questtour",
            }
        )
        # The pages are few and small: a phone needs no connection that stays open.
        response.force_close()
        response.set_cookie(BROWSER, who.browser, max_age=DAY, httponly=True, samesite="Lax")
        if request.query.get(LANGUAGE) in LANGUAGES:
            response.set_cookie(LANGUAGE, who.language, max_age=DAY, httponly=True, samesite="Lax")
        return response

    async def _answered(self, request: web.Request, handler: Handler, who: _Who) -> web.StreamResponse:
        if not self._looks.take(request.remote, self._clock.monotonic()):
            return self._tell(who, 429)
        if self._visitors.route is None:
            return self._tell(who, 503)
        try:
            return await handler(request)
        except web.HTTPException as found:
            return self._tell(who, found.status)
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001 - a visitor must not see what broke, whatever it was
            _trouble.exception("the visitors' form broke")
            return self._tell(who, 500)

    # --- pages ------------------------------------------------------------------------------------------

    async def _begin(self, request: web.Request) -> web.Response:
        """Let the group be chosen, where there is a choice."""
        who, route = self._who(request), self._route
        if self._visitors.answered(who.form):
            return self._say(who, told.already)
        if len(route.groups) == 1:
            return _go(f"/g/{quote(route.groups[0].id)}")
        if not route.groups:
            return _go("/all")
        with speaking(who.language):
            return _page(groups_page(route, rehearsal=self._visitors.rehearsal))

    async def _show(self, request: web.Request) -> web.Response:
        """Show the form of a group."""
        who = self._who(request)
        _group_of(request, self._route)
        if self._visitors.answered(who.form):
            return self._say(who, told.already)
        return self._form(who)

    async def _thank(self, request: web.Request) -> web.Response:
        """Say thanks to whoever has answered."""
        if not self._visitors.answered(request.match_info["form"]):
            return _go("/")
        return self._say(self._who(request), told.thanks)

    # --- a form that was sent ---------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """Record a form that was sent; the same one once, however often it comes."""
        group = _group_of(request, self._route)
        if from_elsewhere(request.headers):
            raise web.HTTPForbidden
        if request.content_type != FORM_TYPE:
            raise web.HTTPUnsupportedMediaType
        try:
            posted = read_posted(await request.read(), questions(self._route))
        except NotAForm as error:
            raise web.HTTPBadRequest from error
        who = self._who(request, posted.form)
        known = self._visitors.answered(who.form)
        if not known and (fault := await self._recorded(request, group, who, posted)):
            return fault
        return _go(f"/thanks/{who.form}")

    async def _recorded(
        self, request: web.Request, group: str | None, who: _Who, posted: Posted
    ) -> web.Response | None:
        """Record a form, or return the page that says why not, with all that was filled in."""
        if not posted.answers:
            return self._form(who, posted, told.nothing_said, 422)
        now = self._clock.monotonic()
        buckets = ((self._tries, who.form), (self._answers, request.remote), (self._all, None))
        if not all(bucket.take(sender, now) for bucket, sender in buckets):
            return self._form(who, posted, told.too_many, 429)
        try:
            await self._visitors.answer(group, posted.answers, who.form)
        except UserFault:
            return self._form(who, posted, told.not_saved, 503)
        return None

    # --- what they share --------------------------------------------------------------------------------

    @property
    def _route(self) -> Route:
        route = self._visitors.route
        if route is None:
            raise web.HTTPServiceUnavailable
        return route

    def _who(self, request: web.Request, form: str = "") -> _Who:
        """Return whose request it is; a browser that keeps no cookies has the `form` that it sent."""
        if _BROWSER not in request:
            kept = request.cookies.get(BROWSER, "")
            request[_BROWSER] = kept if is_form(kept) else new_browser()
        browser = request[_BROWSER]
        own = form_of(browser, self._visitors.id)
        if request.cookies.get(BROWSER) != browser and is_form(form):
            own = form
        asked, kept = request.query.get(LANGUAGE, ""), request.cookies.get(LANGUAGE, "")
        accepted = request.headers.get("Accept-Language", "")
        group = request.match_info.get("group")
        return _Who(browser, own, spoken_by(asked, kept, accepted, language()), group)

    def _form(
        self,
        who: _Who,
        posted: Posted | None = None,
        problem: Callable[[], str] | None = None,
        status: int = 200,
    ) -> web.Response:
        with speaking(who.language):
            page = form_page(
                self._route,
                who.group,
                who.form,
                posted.typed if posted else None,
                problem() if problem else "",
                rehearsal=self._visitors.rehearsal,
            )
        return _page(page, status)

    def _say(self, who: _Who, what: Callable[[], Told], status: int = 200) -> web.Response:
        with speaking(who.language):
            page = told_page(what(), self._visitors.route, rehearsal=self._visitors.rehearsal)
        return _page(page, status)

    def _tell(self, who: _Who, status: int) -> web.Response:
        return self._say(who, lambda: told.fault_page(status), status)


def _page(page: str, status: int = 200) -> web.Response:
    response = web.Response(text=page, status=status, content_type="text/html", charset="utf-8")
    if status in {429, 503}:
        response.headers["Retry-After"] = str(told.LATER)
    return response


def _go(to: str) -> web.Response:
    """Send a browser on: to load the page that it comes to once more sends nothing again."""
    return web.Response(status=303, headers={"Location": to})


def _group_of(request: web.Request, route: Route) -> str | None:
    """Return the group that an address names; raises HTTPNotFound."""
    group = request.match_info.get("group")
    known = {each.id for each in route.groups}
    if group not in known and (known or group is not None):
        raise web.HTTPNotFound
    return group


async def _nothing(_request: web.Request) -> web.Response:
    return web.Response(status=204)
