"""A local government's mirror, come to by its link alone: read it, answer item by item, say that it isn't your town.

No account, no scripts, made for a telephone. The page is kept by no cache, listed nowhere, and its address goes out in no
referrer. (`strict-origin` and not `no-referrer`: with that, browsers send forms from nowhere, and they are refused.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from local2030.marker.attestations import difference
from local2030.marker.criteria import rubric
from local2030.vocabulary.messages import text_in
from local2030.web.marker.mirror.answering import Ended, TooOften, answer, not_my_town
from local2030.web.marker.mirror.asked import Item, amounts, asked_of, item_of, newest_answers
from local2030.web.marker.mirror.forms import AnswerForm
from local2030.web.marker.mirror.links import is_open, link_of
from local2030.web.marker.mirror.models import ANSWERS, Attestation, TownLink

View = Callable[..., HttpResponse]


def with_link(view: View) -> View:
    """A view for whoever has the link; never kept, never listed. A link that has ended says so and shows nothing."""

    @wraps(view)
    @never_cache
    def found(request: HttpRequest, token: str) -> HttpResponse:
        link = link_of(token)
        if link is None:
            raise Http404
        response = view(request, token, link) if is_open(link) else _ended(request, link)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return found


@require_safe
@with_link
def mirror(request: HttpRequest, token: str, link: TownLink) -> HttpResponse:
    """All that stands before this local government, with what it has answered so far."""
    return render(request, "mirror/mirror.html", _context(token, link))


@require_POST
@with_link
def mirror_answer(request: HttpRequest, token: str, link: TownLink) -> HttpResponse:
    """Keeps one answer and leads back to its item; what is wrong is said at the item, with all that was typed."""
    item = item_of(link.government, str(request.POST.get("item", ""))[:600])
    if item is None:
        messages.warning(request, _("The programme has taken this away in the meantime; there is nothing to answer."))
        return redirect("mirror", token=token)
    form = AnswerForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            answer(link, item, form.said())
        except Ended:
            return redirect("mirror", token=token)
        except TooOften:
            form.add_error(None, _("Many answers came within the hour. Go on later; all before are kept."))
            status = 429
        else:
            TownLink.objects.filter(pk=link.pk).update(post=form.said().post, body=form.said().body)
            return redirect(f"{reverse('mirror', args=[token])}#{anchor_of(item)}")
    context = _context(token, link, item.key, form)
    return render(request, "mirror/mirror.html", context, status=status)


@require_POST
@with_link
def mirror_wrong_town(request: HttpRequest, token: str, link: TownLink) -> HttpResponse:
    """Ends the link: it went to the wrong town."""
    not_my_town(link)
    link.refresh_from_db()
    return _ended(request, link, 200)


def anchor_of(item: Item) -> str:
    """Where the item stands on its page."""
    return f"i-{sha256(item.key.encode()).hexdigest()[:10]}"


def _ended(request: HttpRequest, link: TownLink, status: int = 410) -> HttpResponse:
    context = {"wrong": link.wrong_town is not None, "ended": link.ended is not None}
    return render(request, "mirror/ended.html", context, status=status)


def _context(token: str, link: TownLink, wrong: str = "", form: AnswerForm | None = None) -> dict[str, Any]:
    town, answers = link.government, newest_answers(link.government)
    groups = [
        {
            "programme": of.programme,
            "items": [
                _shown(item, answers.get(item.key), form if item.key == wrong else None, link) for item in of.items
            ],
        }
        for of in asked_of(town)
    ]
    items = [item for group in groups for item in group["items"]]  # type: ignore[attr-defined]
    if items:
        items[0]["first"] = True
    return {
        "token": token,
        "link": link,
        "town": town,
        "groups": groups,
        "count": len(items),
        "answered": sum(bool(item["said"]) for item in items),
        "choices": [(code, words) for code, words in ANSWERS if code],
        "wrong": wrong,
    }


def _shown(item: Item, row: Attestation | None, form: AnswerForm | None, link: TownLink) -> dict[str, Any]:
    """An item for the page: what is stated, what was said, and the values of its form."""
    said = row if row is not None and row.answer else None
    paid = amounts(item.stated)
    known = rubric().criterion(item.criterion) if item.criterion else None
    return {
        "item": item,
        "anchor": anchor_of(item),
        "paid": list(paid.items()),
        "day": parse_date(str(item.stated.get("date") or "")),
        "planned": list((item.stated.get("planned") or {}).items()),
        "criterion": text_in(known.title, get_language() or "en") if known else "",
        "said": said,
        "less": difference(paid, said.received, said.currency) if said else None,
        "form": form,
        "values": _values(said, form, link, next(iter(paid), "")),
    }


def _values(said: Attestation | None, form: AnswerForm | None, link: TownLink, currency: str) -> dict[str, Any]:
    if form is not None:
        return {name: form.data.get(name, "") for name in form.fields}
    return {
        "received": "" if said is None or said.received is None else f"{said.received:f}",
        "currency": (said.currency if said else "") or currency,
        "words": said.words if said else "",
        "post": link.post,
        "body": link.body,
        "in_confidence": "on" if said and said.in_confidence else "",
    }
