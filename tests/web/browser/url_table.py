"""The URL table as pages: who looks at each address, with which arguments, and what a wrong form holds.

An address that is in none of these tables fails `test_url_table.py`: whoever adds one says here how it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from local2030.web.registry.kinds import kinds

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """`by`: who looks. `of`: the arguments to look with; `bare`: those that an empty store has too. `ask`: the query.

    `wrong`: what is sent to find an error in its form, None where it has none; `codes`: what may be answered to it.
    """

    by: str = "sec"
    of: Callable[[Any], list[Arguments]] | None = None
    bare: tuple[Arguments, ...] = ()
    ask: tuple[str, ...] = ("",)
    wrong: Any = None
    codes: tuple[int, ...] = (422,)
    extra: dict[str, Any] = field(default_factory=dict)


def _each_kind(_site: Any) -> list[Arguments]:
    return [{"subject": kind.subject, "slug": kind.slug} for kind in kinds().values()]


def _each_thing(site: Any) -> list[Arguments]:
    return [{"serial": serial} for serial in site.serials.values()]


def _serial(name: str) -> Callable[[Any], list[Arguments]]:
    return lambda site: [{"serial": getattr(site, name).serial}]


def _number(argument: str, *names: str) -> Callable[[Any], list[Arguments]]:
    return lambda site: [{argument: getattr(site, name)} for name in names]


def _token(site: Any) -> str:
    return str(site.link.rstrip("/").rpartition("/")[2])


KENYA, STEPS = {"code": "KE"}, {"subject": "coalition", "slug": "next-steps"}
STREAMS = tuple({"stream": stream} for stream in ("advocacy", "action", "monitoring"))
SECTIONS = ("who", "where", "what")
LONG = "x" * 600

# Addresses that give a page.
WALKED: dict[str, Page] = {
    "home": Page(),
    "preferences": Page(wrong={"theme": "x"}, codes=(302,)),  # what it doesn't know it leaves out: no error to show
    "desk": Page(),
    "desk-all": Page(),
    "workstream": Page(of=lambda _site: list(STREAMS), bare=STREAMS),
    "countries": Page(),
    "country": Page(of=lambda _site: [KENYA, {"code": "FJ"}], bare=(KENYA,)),
    "offer": Page(of=lambda _site: [KENYA], bare=(KENYA,), wrong={"intro": "x" * 2001, "version": "1"}),
    "monitoring": Page(ask=("", "?q=nothing-like-this")), "reviews": Page(), "advocacy": Page(), "matching": Page(),
    "sign-in": Page(by="visitor", wrong={}, codes=(200, 422)),
    "mfa_authenticate": Page(by="waiting", wrong={"code": "000000"}, codes=(403,), extra={"only_data": True}),
    "account_reauthenticate": Page(wrong={"password": "wrong"}, codes=(200, 403, 422), extra={"only_data": True}),
    "mfa_reauthenticate": Page(by="careful", wrong={"code": "000000"}, codes=(200, 403, 422), extra={"only_data": True}),
    "account": Page(),
    "own-password": Page(wrong={"old_password": "x", "new_password1": "a", "new_password2": "b"}),
    "forget-me": Page(wrong={"password": "x"}),
    "mfa_activate_totp": Page(wrong={"code": "000000"}, codes=(200, 422), extra={"only_data": True}),
    "mfa_deactivate_totp": Page(by="careful", extra={"only_data": True, "no_error": "one button, nothing to fill"}),
    "mfa_view_recovery_codes": Page(by="careful", extra={"only_data": True}),
    "mfa_generate_recovery_codes": Page(
        by="careful", extra={"only_data": True, "no_error": "one button, nothing to fill"}
    ),
    "people": Page(ask=("", "?q=nobody")),
    "invite": Page(wrong={"email": "x", "role": "KING"}),
    "person": Page(of=lambda site: [{"user_id": site.people["focal"].pk}], wrong={"role": "KING", "until": "2001-01-01"}),
    "person-forget": Page(of=lambda site: [{"user_id": site.people["member"].pk}], wrong={"why": " "}),
    "forgotten": Page(by="visitor", wrong={"who": ""}),
    "reset": Page(by="visitor", of=_number("token", "reset"), wrong={"password": "short"}),
    "join": Page(
        by="visitor", of=_number("token", "invitation"), wrong={"shown": "New", "name": "sena", "password": "short"}
    ),
    "marker": Page(ask=("", "?q=nothing")),
    "programme": Page(of=lambda site: [{"programme_id": site.programme.pk}]),
    "programme-timeline": Page(
        of=lambda site: [{"programme_id": site.programme.pk}], ask=("", "?on=2024-05-20", "?on=2001-01-01")
    ),
    "frameworks": Page(),
    "marker-moves": Page(),
    "marker-alarms": Page(),
    "fresh-examples": Page(ask=("", "?goal=17")),
    "correct": Page(of=lambda site: [{"programme_id": site.programme.pk, "place": 0}], wrong={"reason": "short"}),
    "rubric": Page(),
    "local-governments": Page(ask=("", "?q=nothing")),
    "mirror-desk": Page(),
    "town-desk": Page(of=lambda site: [{"serial": site.town}], wrong={"mail": "x"}),
    "mirror": Page(by="visitor", of=lambda site: [{"token": site.mirror}]),
    "word-reply": Page(of=_number("word_id", "word"), wrong={"text": "short"}),
    "place-sensitivity": Page(
        of=lambda site: [{"programme_id": site.programme.pk}], wrong={"place": "code:KE-17", "sensitivity": "public", "why": ""}
    ),
    "marker-audit": Page(),
    "marker-pattern": Page(by="visitor", of=lambda _site: [{"number": 1}]),
    "ratings-new": Page(wrong={"source": ""}),
    "bill-new": Page(wrong={"title": "", "place_1": "gates.yaml#gates/0/conditions/0/mean", "to_1": "7"}),
    "bill-amend": Page(of=_serial("bill"), wrong={"why": ""}),
    "round-answer": Page(by="reviewer", of=_serial("round"), wrong={"r_1": "99"}),
    "remark": Page(of=lambda site: [{"serial": site.closed_round.serial, "number": 1}]),
    "sample-readings": Page(by="scorer"),
    "sample-reading": Page(by="scorer", of=_number("reading_id", "reading"), wrong={"s_C1": "7"}),
    "localization-check": Page(by="visitor", ask=("", "?places=named&share=more"), wrong={"places": "nowhere"}),
    "assessment-start": Page(
        by="coordinator", of=lambda site: [{"programme_id": site.programme.pk}], wrong={"phase": "never"}
    ),
    "assessment-section": Page(
        by="coordinator",
        of=lambda site: [{"serial": site.assessment, "criterion": name} for name in ("C2", "C3")],
        wrong={"level": "9", "mark": ""},
    ),
    "assessment-evidence": Page(
        by="coordinator",
        of=lambda site: [{"serial": site.assessment, "criterion": "C2", "kind": kind} for kind in "DAMRPT"],
        wrong={"level": "9"},
    ),
    "assessment-withdraw-claim": Page(
        by="coordinator", of=lambda site: [{"serial": site.assessment, "claim_id": site.claim}], wrong={"text": ""}
    ),
    "assessment-justify": Page(
        by="coordinator",
        of=lambda site: [{"serial": site.assessment, "cause": name} for name in ("gap-large", "below-window")],
        wrong={"reason": "", "text": "short"},
    ),
    "assessment-submit": Page(
        by="coordinator", of=_number("serial", "assessment"),
        extra={"no_error": "one button; what must be mended stands above it"},
    ),
    "assessment-reply": Page(by="coordinator", of=_number("serial", "contested"), wrong={"text": ""}),
    "assessment-reviewers": Page(
        of=_number("serial", "assessed"), wrong=lambda site: {"person": site.people["reviewer"].pk}, codes=(422,)
    ),
    "assessment-review": Page(by="reviewer", of=_number("review_id", "marker_review", "marker_review_done"), wrong={"s_C1": "9"}),
    "assessment-contest": Page(by="county", of=_number("serial", "contested"), wrong={"text": ""}),
    "assessment-answer": Page(
        of=lambda site: [{"serial": site.contested, "contest_id": site.contest}], wrong={"text": ""}
    ),
    "assessment-compare": Page(of=_number("serial", "contested"), ask=("", "?day=2020-01-01", "?day=2099-01-01")),
    "portfolio-map": Page(),
    "window-simulator": Page(of=_serial("window"), ask=("", "?w3=2", "?w3=x&basis=observed")),
    "scenario-compare": Page(of=_serial("window")),
    "tranche-two": Page(of=_serial("window")),
    "tranche-decide": Page(
        of=lambda site: [{"serial": site.window.serial, "proposal": site.funded.serial}],
        wrong={"decided": "release", "why": "x"},
    ),
    "concentration": Page(by="visitor", ask=("", "?definition=lrg&q=nothing")),
    "donor-view": Page(by="visitor", ask=("", "?level=3&share=200&country=KE&goal=6")),
    "dataset": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}]),
    "dataset-places": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}], ask=("", "?q=nothing-like-this")),
    "dataset-place": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria", "place": code} for code in ("_T", "SN-B1")]),
    "dataset-checks": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}], ask=("?version=1", "?file=nothing")),
    "dataset-gaps": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}], ask=("", "?level=2", "?place=SN-B1")),
    "dataset-wanted": Page(of=lambda _site: [{"dataset": "sandoria"}], ask=("", "?show=unsaid", "?goal=17"), wrong={"why": "x"}),
    "dataset-versions": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}]),
    "indicator": Page(
        by="visitor", of=lambda _site: [{"dataset": "sandoria", "indicator": code} for code in ("11.2.1", "8.5.2")],
        ask=("", "?place=SN-B1&version=1"),
    ),
    "dataset-duties": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}], ask=("", "?year=2027&place=SN-B1")),
    "dataset-dividends": Page(by="visitor", of=lambda _site: [{"dataset": "sandoria"}], ask=("", "?transition=tr5&place=SN-B1")),
    "equity": Page(
        by="visitor", of=lambda _site: [{"subject": "monitoring", "of": "data"}, {"subject": "marker", "of": "programmes"}],
        bare=({"subject": "coalition", "of": "hubs"}, {"subject": "monitoring", "of": "data"}, {"subject": "marker", "of": "programmes"}),
        ask=("", "?by=type&of=level"),
    ),
    "data-uploads": Page(),
    "data-upload-new": Page(wrong={"title": "", "audience": "nobody"}),
    "data-upload": Page(of=_number("upload_id", "data_upload")),
    "data-correct": Page(
        of=lambda _site: [{"dataset": "sandoria"}], ask=("?indicator=5.5.1&place=SN-C1&period=2022",), wrong={"value": "1", "why": "x"},
    ),
    "corrections": Page(),
    "correction": Page(of=_number("correction_id", "correction")),
    "uploads": Page(),
    "upload-new": Page(wrong={"phase": "never"}),
    "upload": Page(by="member", of=_number("upload_id", "upload")),
    "joint-portfolio": Page(ask=("", "?phase=design")),
    "joint-promises": Page(),
    "joint-promise": Page(of=_number("serial", "promise")),
    "joint-funding": Page(),
    "joint-influence": Page(),
    "local-voice": Page(wrong={}),
    "pilot-plan": Page(),
    "search": Page(ask=("", "?q=hub", "?q=zzzz")),
    "history": Page(ask=("", "?kind=hub&from=x")),
    "coalition": Page(),
    "tracker": Page(ask=("", "?late=1")),
    "plans": Page(),
    "plan-load": Page(wrong={}),
    "responsibilities": Page(),
    "contributions": Page(),
    "contribution": Page(of=lambda _site: [{"key": "undp"}]),
    "report-on": Page(
        by="focal", of=_number("serial", "promise"), ask=("?as=undp",), wrong={"reported": "", "what": "x"}
    ),
    "steering-report": Page(),
    "hub-apply": Page(by="visitor", wrong={"title": "", "contact_mail": "x"}),
    "hub-nominate": Page(by="focal", wrong={"title": "", "contact_mail": "x"}),
    "screen": Page(of=_serial("submitted"), wrong={"eligible": "no", "screening_note": ""}, codes=(409,)),
    "reviewers": Page(
        of=_serial("in_review"), wrong=lambda site: {"person": site.people["reviewer"].pk}, codes=(422,)
    ),
    "decide": Page(by="committee", of=_serial("recommended"), wrong={"to": "", "gap_note": ""}, codes=(409,)),
    "application-by-link": Page(by="visitor", of=lambda site: [{"token": _token(site)}]),
    "application-section-by-link": Page(
        by="visitor", of=lambda site: [{"token": _token(site), "section": name} for name in SECTIONS],
        wrong={"title": "", "country": "ZZ", "place": LONG, "motivation": "", "contact_mail": "x"},
    ),
    "application-section-by-serial": Page(
        by="applicant", of=lambda site: [{"serial": site.draft.serial, "section": "who"}], wrong={"title": ""}
    ),
    "application-agree-by-link": Page(by="visitor", of=lambda site: [{"token": _token(site)}], wrong={"version": "99"}, codes=(409,)),
    "application-agree-by-serial": Page(by="applicant", of=_serial("draft"), wrong={"version": "99"}, codes=(409,)),
    "application-withdraw-by-link": Page(by="visitor", of=lambda site: [{"token": _token(site)}], wrong={"why": " "}),
    "application-withdraw-by-serial": Page(by="applicant", of=_serial("draft"), wrong={"why": " "}),
    "reviews-own": Page(by="reviewer"),
    "review": Page(by="reviewer", of=_number("review_id", "review", "review_done"), wrong={"q_gap": "9"}),
    "hubs-map": Page(),
    "hubs-timeline": Page(),
    "hubs-branding": Page(),
    "list-in": Page(of=_each_kind, bare=(STEPS,), wrong={}, extra={"by_kind": True}),
    "list-look": Page(of=lambda site: [STEPS | {"number": n} for n in (site.import_wrong, site.import_good)]),
    "thing": Page(of=_each_thing),
    "thing-change": Page(of=_each_thing, wrong={"title": "", "due": "never", "country": "ZZ", "version": "1"}, extra={"by_kind": True}),
    "thing-move": Page(of=lambda site: [{"serial": site.step.serial, "to": "dropped"}], wrong={"why": ""}, codes=(409,)),
    "thing-evidence": Page(of=lambda site: [{"serial": site.step.serial}], wrong={"address": "javascript:1"}),
    "thing-part": Page(of=lambda site: [{"serial": site.step.serial}], wrong={"actor": "none"}),
    "thing-tie": Page(of=lambda site: [{"serial": site.step.serial}], wrong={"other": "none"}),
    "things": Page(of=_each_kind, bare=tuple(_each_kind(None)), ask=("", "?q=nothing-has-this-name")),
    "thing-new": Page(of=_each_kind, bare=(STEPS,), wrong={"title": ""}, extra={"by_kind": True}),
}  # fmt: skip

# Addresses that answer to a form of another page, and show a page if something is wrong: who sends what.
SENT: dict[str, tuple[str, Callable[[Any], Arguments], Any, tuple[int, ...]]] = {
    "dataset-wanted-preview": (
        "sec",
        lambda _site: {"dataset": "sandoria"},
        {"table": '{"11.2.1": {"direction": "decrease"}}', "why": "x"},
        (422,),
    ),
    "key-new": ("sec", lambda _site: {}, {"name": "", "days": "7"}, (422,)),
    "person-reset": ("sec", lambda site: {"user_id": site.people["applicant"].pk}, {}, (200,)),
    "application-hand-in-by-link": ("visitor", lambda site: {"token": _token(site)}, {}, (409,)),
    "application-hand-in-by-serial": ("applicant", lambda site: {"serial": site.draft.serial}, {}, (409,)),
    "mirror-answer": (
        "visitor",
        lambda site: {"token": site.mirror},
        {"item": "place|XM-EXAMPLE-JP-2030", "answer": "yes"},
        (422,),
    ),
    "bill-vote": ("committee", lambda site: {"serial": site.bill.serial}, {"vote": "maybe"}, (409,)),
    "round-statements": ("sec", lambda site: {"serial": site.round.serial}, {"statements": "Too late."}, (422,)),
    "sample-draw": ("sec", lambda site: {"serial": site.serials["review-sample"]}, {}, (422,)),
    "list-apply": ("sec", lambda site: STEPS | {"number": site.import_good}, {"why": ""}, (422,)),
}

# Addresses that never give a page, and why.
NO_PAGE: dict[str, str] = {
    "health": "a word for machines",
    "metrics": "numbers for machines",
    "offer-pdf": "a PDF",
    "sign-out": "a form of every page, leads home",
    "openid_connect_login": "leads to the provider; its trouble is in test_web_providers",
    "openid_connect_callback": "comes from the provider; its trouble is in test_web_providers",
    "service-key-revoke": "a form of the people, leads back",
    "key-revoke": "a form of the account, leads back to it",
    "own-data": "a JSON file",
    "alias-new": "a form of the person, leads back",
    "alias-remove": "a form of the person, leads back",
    "grant-end": "a form of the person, leads back",
    "invite-withdraw": "a form of the people, leads back",
    "programme-json": "a file", "programme-csv": "a file", "programme-pdf": "a PDF", "portfolio-csv": "a file",
    "programme-timeline-json": "a file", "marker-feed": "a feed", "marker-feed-json": "a feed",
    "joint-portfolio-file": "a file", "joint-promises-file": "a file", "joint-funding-file": "a file",
    "joint-influence-file": "a file", "joint-influence-pdf": "a PDF",
    "joint-take": "a form of the joint programme, leads back",
    "assessment-claims-csv": "a file", "assessment-claims-json": "a file", "assessment-pdf": "a PDF",
    "assessment-document": "a file",
    "marker-audit-json": "a file", "marker-audit-csv": "a file", "marker-audit-pdf": "a PDF", "marker-ratings": "a file",
    "ratings-file": "a file", "bill-pdf": "a PDF", "bill-json": "a file", "bill-rubric": "a ZIP", "round-json": "a file",
    "marker-audit-again": "a form of the audit, leads back", "ratings-withdraw": "a form of the audit, leads back",
    "round-invite": "a form of the round, leads back",
    "undo-correction": "a form of the correction, leads back",
    "window-simulator-file": "a file", "tranche-two-file": "a file", "donor-view-file": "a file", "concentration-file": "a file",
    "scenario-keep": "a form of the simulator, leads back", "donor-terms": "a form of the donor view, leads back",
    "upload-again": "a form of the upload, leads back",
    "stop-job": "a form of the upload, leads back",
    "history-csv": "a file",
    "tracker-file": "a file", "responsibilities-file": "a file", "contributions-file": "a file", "contribution-file": "a file",
    "steering-report-pdf": "a PDF",
    "send-link": "a form of the application, leads back",
    "application-by-serial": "leads to the thing",
    "application-letter-by-link": "a PDF", "application-letter-by-serial": "a PDF",
    "hub-badge": "a picture",
    "mirror-wrong-town": "ends the link; its page is that of a link that has ended",
    "equity-file": "a file", "dataset-checks-file": "a file", "dataset-gaps-file": "a file", "dataset-values": "a file", "dataset-export": "a file",
    "dataset-wanted-file": "a file",
    "data-submission-look": "a form of data handed up, leads back",
    "data-upload-again": "a form of the upload, leads back", "data-upload-publish": "a form of the upload, leads to the data set",
    "data-upload-discard": "a form of the upload, leads back",
    "local-governments-csv": "a file", "places-csv": "a file", "places-geojson": "a file",
    "town-demo-link": "a form of the local government, for the demonstration only, leads to the mirror",
    "town-link-end": "a form of the local government, leads back", "town-call-back": "a form of the local government, leads back",
    "town-join": "a form of the local government, leads back",
    "list-out": "a file",
    "list-stop": "a form of the import, leads back",
    "list-findings": "a file",
    "thing-withdraw": "a form of the thing, leads back",
}  # fmt: skip


def addresses() -> dict[str, str]:
    """The pattern of every address outside the API by its name; of several names of one address, the first."""
    found: dict[str, str] = {}
    for pattern, name in _patterns(get_resolver().url_patterns):
        if not pattern.startswith("api/") and pattern not in found.values():
            assert name not in found, f"two addresses are called {name}"
            found[name] = pattern
    return found


def _patterns(entries: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield before + str(entry.pattern), entry.name or ""
