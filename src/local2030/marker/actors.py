"""Who is local: one of eleven classes for an organisation, with the rule that decided, how sure it is, and its country.

The evidence order (marker design, section 2), first that decides: a person's word in the register; no programme country;
network membership and bodies of states by name; the organisation's identifier; the stated type where its country is
confirmed; rules on the name; a small learned model; else UNK. A type is never believed without a country: type 11 is
local government of donor OR recipient, type 22 a national NGO of ANY country, and type 10 never makes an LRG.
A part as funder or accountable body makes nobody local: a class that counts needs role 3 or 4, or receipt of money.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from local2030.marker import actor_model
from local2030.marker.actor_evidence import Case, by_identifier, by_network, by_type
from local2030.marker.actor_name_evidence import by_name
from local2030.marker.actor_names import MAX_NAME, reading
from local2030.marker.actor_rules import Rules, rules, words_of
from local2030.vocabulary.organisations import BROAD, Actor, ActorQuery, RegisterEntry

NOT_RECEIVING = frozenset({"1", "2"})  # roles: funding, accountable
RECEIVING = frozenset({"3", "4"})  # roles that make no other answer than none does
UNCONFIRMED_TYPES = frozenset({"11", "22", "80"})  # could be of any country
MEMO = 200_000  # answers kept by one classifier

Register = Sequence[RegisterEntry]


def classify(query: ActorQuery, register: Register | None = None) -> Actor:
    """The answer to one question. For many, make one `Classifier` and ask that."""
    return Classifier(register or ())(query)


class Classifier:
    """Answers questions about organisations, equal ones once. `policy_sha256` covers rule files and model."""

    __slots__ = ("_by_name", "_by_ref", "_memo", "_rules", "policy_sha256", "register_sha256")

    def __init__(self, register: Iterable[RegisterEntry] = ()) -> None:
        entries = tuple(register)
        self._rules = rules()
        self.register_sha256 = hashlib.sha256(repr(sorted(map(repr, entries))).encode()).hexdigest()
        self.policy_sha256 = hashlib.sha256(f"{self._rules.sha256} {actor_model.sha256()}".encode()).hexdigest()
        self._by_ref = _indexed((e.ref.strip().casefold(), e) for e in entries if e.ref)
        self._by_name = _indexed((_name_key(e.name), e) for e in entries if e.name and not e.ref)
        self._memo: dict[ActorQuery, Actor] = {}

    def __call__(self, query: ActorQuery) -> Actor:
        """The class of an organisation, with reach, rule, confidence and country."""
        remembered = self._memo.get(query)
        if remembered is not None:
            return remembered
        answer = (self._memo.get(query._replace(role="")) if query.role in RECEIVING else None) or self._decide(query)
        if len(self._memo) < MEMO and len(query.name) <= MAX_NAME:
            self._memo[query] = answer
        return answer

    def _decide(self, query: ActorQuery) -> Actor:
        entry = self._registered(query)
        if entry:
            country = entry.country or (query.countries[0] if query.countries else query.country)
            return Actor(entry.actor_class, entry.reach, "register", 1.0, country)
        if not query.countries:
            return unknown("no-country", query.country)
        answer = decide_by_evidence(query, self._rules)
        if query.role in NOT_RECEIVING and answer.actor_class in BROAD:
            return unknown("role-not-implementing", answer.country)
        return answer

    def _registered(self, query: ActorQuery) -> RegisterEntry | None:
        if not self._by_ref and not self._by_name:
            return None
        candidates = list(self._by_ref.get(query.ref.strip().casefold(), ())) if query.ref else []
        candidates += self._by_name.get(_name_key(query.name), ()) if query.name else ()
        fitting = [e for e in candidates if not e.country or e.country in query.countries or not query.countries]
        return fitting[0] if fitting else None


def decide_by_evidence(query: ActorQuery, policy: Rules) -> Actor:
    """The answer from data alone, without register and role. A name that was put in the place of the ref is read as one."""
    name = query.name or (query.ref if " " in query.ref.strip() else "")
    case = Case(query, reading(name, query.aliases, query.countries, policy), policy)
    return _by_rules(case) or actor_model.by_model(case) or _nothing(query)


def decide_without_model(query: ActorQuery, policy: Rules) -> Actor | None:
    """What the rules alone say, None where the model would be asked: its training looks at these."""
    return _by_rules(Case(query, reading(query.name, query.aliases, query.countries, policy), policy))


def _by_rules(case: Case) -> Actor | None:
    return by_network(case) or by_identifier(case) or by_type(case) or by_name(case)


def _nothing(query: ActorQuery) -> Actor:
    return unknown("type-unconfirmed" if query.type in UNCONFIRMED_TYPES else "nothing-known", query.country)


def unknown(rule: str, country: str = "") -> Actor:
    """No class, and the rule that says why."""
    return Actor("UNK", "unknown", rule, 0.0, country)


def _indexed(
    pairs: Iterable[tuple[str, RegisterEntry]],
) -> dict[str, tuple[RegisterEntry, ...]]:
    """Entries by key; where two fit, the one for a named country stands before the one for any, the later before the older."""
    lists: dict[str, list[RegisterEntry]] = {}
    for key, entry in pairs:
        lists.setdefault(key, []).append(entry)
    for found in lists.values():
        found.reverse()
        found.sort(key=lambda e: not e.country)
    return {key: tuple(found) for key, found in lists.items()}


def _name_key(name: str) -> str:
    return " ".join(words_of(name))
