"""What an entry says, in plain sentences: who did what, from which value to which.

A deed has a sentence here or is told by the fields that it changed. Values stand in `<bdi>` in pages, so that a name
written from right to left leaves the sentence whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LONGEST = 200  # letters of a value that are shown; the export has all

DEEDS: Mapping[str, str] = {
    "add": _("%(who)s added %(thing)s."),
    "add-evidence": _("%(who)s added evidence: %(what)s."),
    "withdraw-evidence": _("%(who)s withdrew evidence: %(what)s."),
    "set-part": _("%(who)s entered a part for %(actor)s: %(role)s."),
    "tie": _("%(who)s entered a tie to %(other)s: %(relation)s."),
    "assign-review": _("%(who)s asked %(name)s for a review."),
    "hand-in-review": _("%(who)s handed in a review."),
    "decline-review": _("%(who)s declined to review."),
    "upload": _("%(who)s sent in files."),
    "publish-data": _("%(who)s published version %(version)s of the data set %(name)s."),
    "look-at-data": _("%(who)s looked at the values of %(thing)s: %(taken)s to take over, %(differing)s differ."),
    "discard-data": _("%(who)s let files go that had been sent in for %(thing)s."),
    "say-wanted": _(
        "%(who)s said what is wanted of %(count)s indicators of the data set %(name)s: version %(version)s."
    ),
    "correct-data": _("%(who)s put a value of %(file)s right, row %(row)s: from %(was)s to %(is)s."),
    "import": _("An upload of %(who)s was scored. Programmes: %(programmes)s."),
    "correct-actor": _("%(who)s corrected the class of %(name)s from %(was)s to %(class)s."),
    "undo-correction": _("%(who)s undid the correction of %(name)s."),
    "import-list": _(
        "%(who)s brought a list of %(rows)s rows back. New rows: %(new)s; changed: %(changed)s; left out: %(left_out)s."
    ),
    "export": _("%(who)s took out a list as %(format)s: %(what)s."),
    "blank": _("%(who)s blanked the content of entry %(id)s of the history."),
    "invite": _("%(who)s invited a person."),
    "withdraw": _("%(who)s withdrew an invitation, %(id)s."),
    "alias": _("%(who)s entered another name of account %(id)s: %(alias)s."),
    "forget-alias": _("%(who)s took another name away from account %(id)s: %(alias)s."),
    "grant": _("%(who)s gave the role %(role)s to account %(id)s."),
    "first-stock": _("%(who)s filed %(thing)s out of the first stock of facts."),
    "join-names": _("%(who)s joined two names of a list to %(name)s."),
    "suggest-name": _("%(who)s found a name in a list that is only like %(name)s."),
    "end-grant": _("%(who)s ended the role %(role)s of account %(id)s."),
    "join": _("%(who)s took up an invitation, with the role %(role)s."),
    "add-key": _("%(who)s made an API key that begins with %(prefix)s."),
    "revoke-key": _("%(who)s revoked the API key that begins with %(prefix)s."),
    "add-person": _("%(who)s made the account %(id)s."),
    "reset-link": _("%(who)s made a link for a new password of account %(id)s."),
    "forgot": _("A link for a new password was asked for by mail for account %(id)s."),
    "reset": _("%(who)s set a new password for account %(id)s."),
    "erase": _("%(who)s had the person of account %(id)s forgotten."),
    "letter": _("%(who)s wrote a letter on %(thing)s: %(letter)s."),
    "apply": _("%(who)s applied: %(thing)s."),
    "nominate": _("%(who)s nominated %(thing)s."),
    "claim": _("%(who)s claimed on %(criterion)s: %(thing)s."),
    "withdraw-claim": _("%(who)s withdrew a claim on %(criterion)s."),
    "justify": _("%(who)s gave a justification: %(cause)s."),
    "restand": _("The level moved to %(level)s, possible %(possible)s (%(because)s)."),
    "settle-reviews": _("The reviews were settled. Items accepted: %(accepted)s."),
    "contest-claim": _("%(body)s contested it."),
    "answer-contest": _("%(who)s answered what was contested."),
    "bill-text": _("%(who)s wrote text %(text)s of %(thing)s, with %(edits)s edits, as version %(version)s."),
    "state-impact": _(
        "The impact of text %(text)s of %(thing)s was stated: %(up)s of %(programmes)s programmes higher, %(down)s lower."
    ),
    "vote": _("%(who)s voted on text %(text)s of %(thing)s: %(vote)s."),
    "add-statements": _("%(who)s added %(number)s statements to %(thing)s."),
    "invite-expert": _("%(who)s invited %(name)s to an expert round."),
    "answer-round": _("%(who)s answered in sitting %(sitting)s of %(id)s."),
    "second-scores": _(
        "%(number)s published scores got a second version under %(version)s, by %(id)s; the first ones stay."
    ),
    "draw-sample": _("%(who)s drew %(number)s programmes for %(thing)s, with the seed %(seed)s."),
    "score-sample": _("%(who)s handed in scores for %(id)s."),
    "decline-sample": _("%(who)s gave a programme of %(id)s back."),
    "audit": _("%(who)s had the marker audited, from %(rows)s ratings."),
    "send-ratings": _("%(who)s sent in a table of ratings: %(file)s, %(rows)s rows."),
    "keep-scenario": _("%(who)s kept a scenario of an allocation for %(window)s: %(name)s."),
    "decide-tranche": _("%(who)s decided on the second tranche of %(thing)s: %(decided)s."),
    "set-terms": _("%(who)s set own thresholds for the donor view."),
    "withdraw-ratings": _("%(who)s withdrew a table of ratings: %(file)s."),
    "attest": _("%(thing)s answered on %(subject)s of programme %(programme)s: %(answer)s."),
    "ask-town": _("%(who)s asked %(thing)s what is so. Items in its mirror: %(items)s."),
    "end-town-link": _("%(who)s ended the link of %(thing)s."),
    "wrong-town": _(
        "The link of %(thing)s went to the wrong town and has ended. Answers that don't count: %(answers)s."
    ),
    "call-back": _("%(who)s called %(thing)s back: %(result)s."),
    "answer-town": _("%(who)s answered the word of %(thing)s: %(reply)s"),
    "join-town": _("%(who)s joined %(joined)s to %(thing)s: they are one local government."),
    "gather-towns": _("Local governments were looked for in aid data. Mentions: %(mentions)s; new: %(towns)s."),
    "set-sensitivity": _("%(who)s set how a place of %(thing)s is shown: %(sensitivity)s."),
}
SET = _("%(who)s set %(field)s to %(after)s.")
CLEARED = _("%(who)s cleared %(field)s, which was %(before)s.")
CHANGED = _("%(who)s changed %(field)s from %(before)s to %(after)s.")
MOVED = _("%(who)s moved it from %(before)s to %(after)s.")
BEGUN = _("%(who)s began the assessment %(thing)s.")  # the deed of claiming, before anything is claimed
OTHER = _("%(who)s did this to %(thing)s: %(deed)s.")
BLANKED = _("%(who)s did something to %(thing)s; what it was has been blanked.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in the reader's language with its values, not yet put together."""

    pattern: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.pattern % self.values

    @property
    def html(self) -> SafeString:
        """The sentence for a page, its values escaped and set apart."""
        values = {name: format_html("<bdi>{}</bdi>", value) for name, value in self.values.items()}
        return mark_safe(conditional_escape(self.pattern) % values)


def sentences(who: str, deed: str, kind: str, id: str, said: Mapping[str, Any], blanked: bool) -> tuple[Sentence, ...]:
    """All that an entry tells; one sentence at least."""
    base = {"who": who, "thing": id, "id": id, "deed": deed}
    if blanked:
        return (Sentence(gettext(BLANKED), base),)
    before, after = said.get("before") or {}, said.get("after") or {}
    pattern = BEGUN if deed == "claim" and "criterion" not in after else DEEDS.get(deed)
    if pattern is not None:
        told = {**before, **after}
        values = dict.fromkeys(re.findall(r"%\((\w+)\)s", pattern), "–")  # a dash for what the entry doesn't have
        values |= {name: value_words(kind, name, told[name]) for name in told} | base
        values |= {"name": said.get("name") or values.get("name", ""), "thing": said.get("name") or id}
        return (Sentence(gettext(pattern), values),)
    changes = tuple(_changes(who, kind, before, after))
    return changes or (Sentence(gettext(OTHER), base),)


def field_words(kind: str, name: str) -> str:
    """What people call a column of a kind."""
    if name == "state":
        return gettext("the state")
    from local2030.web.registry.forms import WORDS

    found = _columns(kind).get(name)
    return str(WORDS.get(name, found.label)) if found is not None else name.replace("_", " ")


def value_words(kind: str, name: str, value: Any) -> str:
    """A value as people say it, cut where it is long."""
    if name == "state":
        from local2030.web.registry.words import state_word

        return str(state_word(kind, str(value))) if kind in _kinds() else str(value)
    words = _choices(kind, name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {item}" for key, item in value.items())
    elif isinstance(value, list | tuple):
        text = "; ".join(str(words.get(item, item)) if isinstance(item, str) else str(item) for item in value)
    else:
        text = str(words.get(value, value)) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _changes(who: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Sentence]:
    for name in sorted(before.keys() | after.keys(), key=lambda n: (n != "state", n)):
        was, now = (None if v in ("", [], None) else v for v in (before.get(name), after.get(name)))
        if was == now:
            continue
        values = {"who": who, "field": field_words(kind, name)}
        values |= {"before": value_words(kind, name, was)} if was is not None else {}
        values |= {"after": value_words(kind, name, now)} if now is not None else {}
        if name == "state" and was is not None and now is not None:
            yield Sentence(gettext(MOVED), values)
        else:
            yield Sentence(gettext(SET if was is None else CLEARED if now is None else CHANGED), values)


def _kinds() -> Mapping[str, Any]:
    from local2030.web.registry.kinds import kinds

    return kinds()


@cache
def _columns(kind: str) -> Mapping[str, Any]:
    from local2030.web.registry.cells import STANDARD

    found = _kinds().get(kind)
    return {**STANDARD, **{column.name: column for column in found.columns}} if found is not None else {}


def _choices(kind: str, name: str) -> Mapping[str, Any]:
    if kind not in _kinds() and name in ("role", "relation"):
        return {}
    if name in ("role", "relation"):
        from local2030.web.registry.small_forms import RELATIONS, ROLES

        return ROLES if name == "role" else RELATIONS
    found = _columns(kind).get(name)
    return dict(found.choices) if found is not None else {}
