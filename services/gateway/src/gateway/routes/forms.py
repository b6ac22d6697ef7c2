"""
`/f/<form>`: a form as a page, as a description for the script that pages embed, and its posts.

    read → whose page is it → what is wrong → did a person send it → keep → thank

A post that a trap caught is kept and answered like any other, and marked: it ends as `rejected`, and can be found.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from importlib.resources import files

from aiohttp import web
from leadcore import problems
from leadcore.access.callers import Caller
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import FieldError, Problem
from leadcore.runtime.web_access import unguarded
from leadcore.runtime.web_addresses import Network, address_of
from leadcore.runtime.web_app import answered, refused
from leadcore.workspace import Form, origin_of

from gateway.domain import forms, pages
from gateway.domain.forms import Posted
from gateway.domain.intake import Placed, Sender, accept
from gateway.domain.pages import Style
from gateway.ports import Limiter
from gateway.routes.bodies import body_of, is_utf8
from gateway.routes.browsers import allow
from gateway.routes.leads import Edge
from gateway.routes.room import Room, Visit

_NAME = "{form:[a-z][a-z0-9-]{0,62}}"
_PUBLIC = "a form is for everybody; posts are limited by address"
_POST = "application/x-www-form-urlencoded"
_STALE = FieldError(forms.STAMP, "stale")
_BEFORE = "stamp"
"""In the query of a description: the stamp that it replaces."""
_SCRIPT_S = 300
"""How long a browser keeps the script."""


@dataclass(frozen=True, slots=True)
class FormDesk:
    """
    What forms need beside what leads need. `secret`: signs the stamps of pages, the same at every instance.
    `visitors`: the limiter of one address. `proxies`: networks of ours, whose X-Forwarded-For is believed.
    """

    secret: bytes = field(repr=False)
    visitors: Limiter
    proxies: Sequence[Network] = ()


_SHOWN = "shown to every visitor"


class FormRoutes:
    """The routes of forms over one Edge."""

    def __init__(self, edge: Edge, desk: FormDesk) -> None:
        self._edge, self._desk, self._room = edge, desk, Room(edge.limits, edge.metrics)
        static = files("gateway").joinpath("static")
        self._script = static.joinpath("leadstream.js").read_bytes()
        self._style = static.joinpath("form.css").read_text("utf-8")
        self._accepted = edge.metrics.counter("lead_accepted_total", "Accepted, after the broker's ack", ("source",))
        self._posts = _posts(edge.metrics)

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [
            web.get("/f/leadstream.js", unguarded("the script that pages load", self.script)),
            web.get(f"/f/{_NAME}", unguarded(_PUBLIC, self.page), allow_head=True),
            web.get(f"/f/{_NAME}.json", unguarded(_PUBLIC, self.description)),
            web.get(f"/f/{_NAME}/thanks", unguarded(_PUBLIC, self.thanks)),
            web.post(f"/f/{_NAME}", unguarded(_PUBLIC, self._room.visited(self.post, "live"))),
        ]

    async def script(self, _request: web.Request) -> web.Response:
        """The script that puts a form into a page."""
        headers = {
            "Cache-Control": f"public, max-age={_SCRIPT_S}",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return web.Response(body=self._script, content_type="text/javascript", charset="utf-8", headers=headers)

    async def page(self, request: web.Request) -> web.Response:
        """A form, filled in with nothing but where the person came from."""
        name, form = self._form(request)
        if form is None:
            return refused(problems.not_found())
        came_from = forms.tracked(request.query, request.headers.get("Referer", ""), str(request.url))
        return self._shown(name, form, came_from)

    async def thanks(self, request: web.Request) -> web.Response:
        """What a person sees who has sent a form."""
        _, form = self._form(request)
        return refused(problems.not_found()) if form is None else self._html(form, partial(pages.thanks_page, form))

    async def description(self, request: web.Request) -> web.Response:
        """A form as the script reads it, for pages of its origins."""
        name, form = self._form(request)
        if form is None:
            return refused(problems.not_found())
        # The script says which stamp it replaces. Both come in one document: it signs the texts that stand beside it.
        stamp = self._stamp(name, form, request.query.get(_BEFORE, ""))
        answer = answered(pages.described(name, form, stamp))
        allow(answer, request.headers.get("Origin", ""), form.origins)
        return answer

    async def post(self, request: web.Request, visit: Visit) -> web.Response:
        """What a person sent: thanked, or shown what to look at again."""
        name, form = self._form(request)
        if form is None:
            return refused(problems.not_found())
        origin = request.headers.get("Origin", "")
        if origin and origin not in form.origins and origin_of(origin).partition("://")[2] != request.host:
            self._posts(name, "refused")
            return refused(problems.forbidden("post this form from here"))
        answer = await self._taken(request, visit, name, form)
        if origin:
            allow(answer, origin, form.origins)
        return answer

    async def _taken(self, request: web.Request, visit: Visit, name: str, form: Form) -> web.Response:
        posted = await self._read(request, visit)
        if isinstance(posted, Problem):
            self._posts(name, "refused")
            return refused(posted)
        scripted = "application/json" in request.headers.get("Accept", "")
        now = self._edge.clock()
        stamp = forms.stamp_of(self._desk.secret, name, form, posted.get(forms.STAMP, ""), now)
        faults = forms.faults(form, posted) if stamp else [_STALE]
        if stamp is None or faults:
            return self._again(name, form, posted, faults, scripted)
        submission = self._submission(name, form, posted, stamp, now)
        kept = submission if isinstance(submission, Problem) else await self._kept(request, name, submission)
        if kept is not None:
            return self._refused(name, form, posted, kept, scripted)
        self._posts(name, "spam" if forms.trapped(form, posted, stamp, now) else "accepted")
        if scripted:
            return answered({"message": form.texts.thanks, "redirect": form.redirect}, 202)
        return web.Response(status=303, headers={"Location": form.redirect or f"{name}/thanks"})

    async def _read(self, request: web.Request, visit: Visit) -> Posted | Problem:
        if request.content_type != _POST or not is_utf8(request):
            return Problem(415, "unsupported-media-type", f"Send {_POST}")
        body = await body_of(request, forms.MAX_POST_BYTES, visit.book)
        if isinstance(body, Problem):
            return body
        if full := visit.worked_on():
            return full
        posted = forms.read(body)
        return problems.unreadable("not-a-form") if posted is None else posted

    def _submission(self, name: str, form: Form, posted: Posted, stamp: forms.Stamp, now: int) -> Submission | Problem:
        source = self._edge.workspace.sources[form.source]
        key = Caller(f"form:{name}", source.tenant, (form.source,))
        placed = Placed(now, self._edge.log.new_id(), forms.event_id(name, stamp, posted))
        sender = Sender(key, form.source, source, self._edge.workspace.fields)
        found = accept(forms.payload_of(name, form, posted, now), sender, placed)
        trap = forms.trapped(form, posted, stamp, now)
        if not trap or isinstance(found, Problem):
            return found
        return replace(found, content_type=f"application/json; trap={trap}")

    async def _kept(self, request: web.Request, name: str, submission: Submission) -> Problem | None:
        """Why it was not kept."""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        address = address_of(request.remote or "", forwarded, self._desk.proxies)
        visitor = sha256(f"{name}\0{address}".encode()).hexdigest()
        allowance = await self._desk.visitors.take(f"visitor:{visitor}", 1)
        if not allowance.allowed:
            return problems.too_many_requests(allowance.retry_after_s)
        try:
            await self._edge.log.append([submission])
        except PortUnavailable:
            return problems.unavailable()
        self._accepted.labels(submission.source).inc()
        return None

    def _again(
        self, name: str, form: Form, posted: Posted, faults: Sequence[FieldError], scripted: bool
    ) -> web.Response:
        self._posts(name, "refused")
        if scripted:
            return refused(problems.wrong_fields(faults))
        if faults == [_STALE]:
            return self._shown(name, form, forms.undecided(form, posted), said=form.texts.stale, status=400)
        return self._shown(name, form, posted, faults, status=400)

    def _refused(self, name: str, form: Form, posted: Posted, problem: Problem, scripted: bool) -> web.Response:
        self._posts(name, "refused")
        if scripted:
            return refused(problem)
        answer = self._shown(name, form, posted, said=form.texts.away, status=problem.status)
        if problem.retry_after_s:
            answer.headers["Retry-After"] = str(problem.retry_after_s)
        return answer

    def _shown(
        self,
        name: str,
        form: Form,
        posted: Posted,
        faults: Sequence[FieldError] = (),
        said: str = "",
        status: int = 200,
    ) -> web.Response:
        stamp = self._stamp(name, form, posted.get(forms.STAMP, ""))
        return self._html(form, partial(pages.form_page, form, stamp, posted, faults, said), status)

    def _html(self, form: Form, page: Callable[[Style], str], status: int = 200) -> web.Response:
        """A page under a policy of its own: no script, one style, posted to us, framed by the form's origins alone."""
        nonce = secrets.token_urlsafe(12)
        to = " ".join(filter(None, ("'self'", origin_of(form.redirect or ""))))
        framed = " ".join(form.origins) or "'none'"
        rules = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'"
        policy = f"{rules}; form-action {to}; frame-ancestors {framed}"
        # A page without a referrer would post without an origin.
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
        return web.Response(
            text=page(Style(self._style, nonce)),
            status=status,
            content_type="text/html",
            charset="utf-8",
            headers=headers,
        )

    def _form(self, request: web.Request) -> tuple[str, Form | None]:
        name = request.match_info["form"]
        return name, self._edge.workspace.forms.get(name)

    def _stamp(self, name: str, form: Form, before: str) -> str:
        """
        The stamp of a page that is shown now. `before`: that of the page it stands for, or empty. It is kept while it
        holds: a person's time counts from when they first saw the form, and what was perhaps kept stays one event.
        """
        now = self._edge.clock()
        if forms.stamp_of(self._desk.secret, name, form, before, now):
            return before
        nonce = secrets.token_bytes(forms.NONCE_BYTES)
        return forms.stamped(self._desk.secret, name, form, forms.shown_since(form, before, now), nonce)


def _posts(metrics: Metrics) -> Callable[[str, str], None]:
    counter = metrics.counter("lead_form_posts_total", "Posts of forms by what became of them", ("form", "ended"))
    return lambda form, ended: counter.labels(form, ended).inc()
