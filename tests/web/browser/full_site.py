"""A site with something in it of every sort, and everybody who works in it; built through the doors that people use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.exchange.models import Import
from local2030.web.marker.models import Correction
from local2030.web.registry.models import Evidence, Review, Thing

HUB = {
    "title": "Kisumu Lakeside Hub", "country": "KE", "place": "Kisumu", "host": "County of Kisumu",
    "contact_name": "Wanjiku O.", "contact_mail": "wanjiku@kisumu.example", "motivation": "Links wards with means.",
}  # fmt: skip
WRONG = {
    "actor_class": "INTL", "reach": "unknown", "reason": "It is an office of a foreign body.",
    "source": "https://example.org/register",
}  # fmt: skip
SCORES = {"quality": 4, "messages": 3, "gap": 5, "links": 4, "centre": 2}


class Site:
    """Who is there, and the numbers and serials under which things are found."""

    def __init__(self, steward: User, member: User, programme: Any) -> None:
        self.clients: dict[str, Client] = {"visitor": Client()}
        self.people: dict[str, User] = {}
        for name, user in (("sec", steward), ("member", member), ("coordinator", person("kendi", Role.RC, "country:KE")),
                           ("applicant", person("hana", Role.HUB, "hub:kisumu")), ("focal", person("pilar", Role.UN, "entity:undp")),
                           ("reviewer", person("maja", Role.KSN, "body:ksn")), ("committee", person("zuri", Role.SC)), ("county", person("lena", Role.LRG, "country:KE")),
                           ("careful", person("cato", Role.RC, "country:UG"))):  # fmt: skip
            self.people[name] = user
            self.clients[name] = Client()
            assert self.clients[name].login(username=user.username, password=PASSWORD)
        self.programme = programme
        self.upload = programme.upload_id

    def post(self, who: str, address: str, data: dict[str, Any], code: int = 302) -> Any:
        """An answer that is as expected."""
        answer = self.clients[who].post(address, data)
        assert answer.status_code == code, (
            f"{address}: {answer.status_code} {answer.content.decode().partition('<main')[2][:900]}"
        )
        return answer


def person(name: str, role: str, scope: str = "") -> User:
    """Somebody with a role and a password."""
    user = User.objects.create_user(name, password=PASSWORD, email=f"{name}@people.example", first_name=name.title())
    return granted(user, role, scope)


def fill(site: Site) -> Site:
    """The first things, an application in each hand, a report, a file brought back, a correction, a key, an invitation."""
    file_first_things()
    _applications(site)
    _assessments(site)
    _windows(site)
    _expert_group(site)
    site.step = Thing.objects.get(kind="next-step", number=1)  # type: ignore[attr-defined]
    site.serials = {  # type: ignore[attr-defined]
        row.kind: row.serial for row in Thing.objects.order_by("kind", "-number") if row.kind != "hub-application"
    } | {"hub-application": site.in_review.serial}  # type: ignore[attr-defined]
    proof = {
        "what": "Minutes",
        "address": "https://example.org/minutes",
        "quote": "It was agreed.",
        "day": "2026-10-01",
    }
    site.post("sec", f"/things/{site.step.serial}/evidence/", proof)  # type: ignore[attr-defined]
    assert Evidence.objects.exists()
    site.promise = Thing.objects.filter(kind="commitment").order_by("number").first().serial  # type: ignore
    site.post("focal", f"/coalition/report/{site.promise}/?as=undp", {"reported": "Begun.", "progress": "1"})  # type: ignore
    site.post("coordinator", "/countries/KE/offer/", {"intro": "One door.", "version": ""})
    site.serials["offer"] = Thing.objects.get(kind="offer").serial  # type: ignore[attr-defined]
    _imports(site)
    site.post("member", f"/marker/programmes/{site.programme.pk}/actors/0/wrong/", WRONG)
    site.correction = Correction.objects.get().pk  # type: ignore[attr-defined]
    site.post("sec", "/account/keys/", {"name": "A robot", "held": "", "days": "30"}, 200)
    answer = site.post(
        "sec", "/people/invite/", {"email": "new@people.example", "role": "UN", "scope": "entity:undp"}, 200
    )
    site.invitation = answer.context["link"].rstrip("/").rpartition("/")[2]  # type: ignore[attr-defined]
    answer = site.post("sec", f"/people/{site.people['focal'].pk}/new-password/", {}, 200)
    site.reset = answer.context["link"].rstrip("/").rpartition("/")[2]  # type: ignore[attr-defined]
    site.post("sec", f"/people/{site.people['focal'].pk}/aliases/", {"alias": "P. Undurraga"})
    _second_factor(site)
    _mirror(site)
    _data(site)
    return site


def _data(site: Site) -> None:
    """The invented region in its two states, and files that were read and aren't published."""
    from local2030.web.monitoring.examples import file_examples
    from local2030.web.monitoring.models import DataUpload

    file_examples(None)
    granted(site.people["sec"], Role.LRG)  # as the demonstration: the Secretariat only reads local data
    sent = SimpleUploadedFile(
        "towns.csv", b"indicator,place,year,unit,value\n1.2.1,Amberly,2020,PT,12.5\n1.2.1,Amberly,x,PT,1\n"
    )
    site.post("sec", "/monitoring/uploads/new/", {"sent": sent, "title": "Towns", "audience": "public"})
    site.data_upload = DataUpload.objects.get().pk  # type: ignore[attr-defined]


def _applications(site: Site) -> None:
    """One begun by link, one by account, one in review with one review handed in, one before the Committee."""
    site.link = site.post("visitor", "/coalition/apply/", HUB, 201).context["address"]  # type: ignore[attr-defined]
    site.post("applicant", "/coalition/apply/", HUB | {"title": "By account"})
    site.draft = Thing.objects.get(title="By account")  # type: ignore[attr-defined]
    made = {}
    for name, state in (("submitted", "submitted"), ("in_review", "in-review"), ("recommended", "recommended")):
        address = site.post("visitor", "/coalition/apply/", HUB | {"title": f"Hub {name}"}, 201).context["address"]
        thing = Thing.objects.get(title=f"Hub {name}")
        version = site.clients["visitor"].get(f"{address}agree/").context["version"]
        site.post("visitor", f"{address}agree/", {"consent": "on", "branding_terms": "on", "version": version})
        site.post("visitor", f"{address}hand-in/", {})
        Thing.objects.filter(pk=thing.pk).update(state=state)
        made[name] = Thing.objects.get(pk=thing.pk)
    site.submitted, site.in_review, site.recommended = made.values()  # type: ignore[attr-defined]
    now = timezone.now()
    others = [person(f"other{n}", Role.KSN, f"body:net{n}") for n in range(2)]
    for thing in (made["in_review"], made["recommended"]):
        for n, user in enumerate((*others, site.people["reviewer"])):
            is_done = n < 2 or thing.state == "recommended"
            row = Review.objects.create(
                thing=thing, reviewer=user, assigned_by=site.people["sec"], assigned=now, from_region=n == 0,
                due=timezone.localdate() + timedelta(days=20), done=now if is_done else None,
                scores=SCORES if is_done else {}, comment="Well thought of." if is_done else "",
                recommendation="accept" if is_done else "",
            )  # fmt: skip
            if user == site.people["reviewer"]:
                setattr(site, "review" if not is_done else "review_done", row.pk)


def _assessments(site: Site) -> None:
    """One contested, one in review with one review handed in, one a draft."""
    from local2030.web.marker.assessing import contesting, judging, moving, starting
    from local2030.web.marker.assessing.models import Assessment
    from local2030.web.registry import changing, reviewing

    by, sec = site.people["coordinator"], site.people["sec"]
    reviewers = [site.people["reviewer"], person("other-ksn", Role.KSN, "body:net9")]

    def reviewed(thing: Any, number: int) -> list[Any]:
        moving.submit(by, thing.assessment)
        asked = [reviewing.assign(sec, thing, user, from_region=False) for user in reviewers]
        changing.move(sec, thing, "in-review", "")
        items = {item["key"]: (True, "") for item in judging.items_of(Assessment.objects.get(thing=thing))}
        for review in asked[len(asked) - number :]:
            judging.judge(review.reviewer, review, {f"C{n}": 2 for n in range(1, 9)}, items, "Well shown.")
        return asked

    first = starting.start(by, site.programme.identifier)
    site.marker_review_done = reviewed(first, 2)[0].pk  # type: ignore[attr-defined]
    row = Assessment.objects.select_related("thing").get(thing=first)
    told = contesting.contest(site.people["county"], row, body="County", text="We were told of it, and never asked.")
    site.contested, site.contest = first.serial, told.pk  # type: ignore[attr-defined]
    second = starting.start(by, site.programme.identifier)
    site.marker_review = reviewed(second, 1)[0].pk  # type: ignore[attr-defined]
    site.assessed = second.serial  # type: ignore[attr-defined]
    third = starting.start(by, site.programme.identifier, "design")
    site.assessment = third.serial  # type: ignore[attr-defined]
    site.claim = third.assessment.claims.exclude(kind="").first().pk  # type: ignore[attr-defined]


def _windows(site: Site) -> None:
    """The invented windows with their proposals, and two kept scenarios of one."""
    from local2030.web.marker.windows.examples import WITH, file_examples

    file_examples()
    site.window = Thing.objects.get(kind="window", key=WITH)  # type: ignore[attr-defined]
    site.funded = Thing.objects.filter(kind="window-proposal", state="funded").first()  # type: ignore[attr-defined]
    for name, weight in (("As it is", ""), ("Poor countries first", "2")):
        address = f"/marker/windows/{site.window.serial}/scenarios/"  # type: ignore[attr-defined]
        site.post("sec", address, {"name": name, "g_least_developed": weight})


def _expert_group(site: Site) -> None:
    """The invented round, bill and ratings; a bill open to the vote, a round and a sample that wait for the reviewer."""
    from local2030.web.marker.expert_group import bills, rounds
    from local2030.web.marker.expert_group.examples import file_examples
    from local2030.web.marker.expert_group.models import SampleReading

    file_examples(site.people["sec"])
    site.bill = Thing.objects.get(kind="rubric-bill")  # type: ignore[attr-defined]
    site.closed_round = Thing.objects.get(kind="expert-round")  # type: ignore[attr-defined]
    site.post("sec", "/marker/expert-rounds/new/", {"title": "Open round", "question": "Clear?", "why": ""})
    site.round = Thing.objects.get(kind="expert-round", title="Open round")  # type: ignore[attr-defined]
    site.post("sec", f"/marker/rounds/{site.round.serial}/statements/", {"statements": "C1: Clear.\nComplete."})  # type: ignore[attr-defined]
    for user in (site.people["reviewer"], site.people["sec"], site.people["focal"]):
        rounds.invite(site.people["sec"], site.round, user)  # type: ignore[attr-defined]
    site.post("sec", f"/things/{site.round.serial}/move/first/", {"version": "1", "why": ""})  # type: ignore[attr-defined]
    scorer = site.people["scorer"] = person("scora", Role.KSN, "body:net9")  # who reviewed no assessment yet
    site.clients["scorer"] = Client()
    assert site.clients["scorer"].login(username="scora", password=PASSWORD)
    site.post("sec", "/marker/review-samples/new/", {"title": "Sample", "seed": "1", "why": ""})
    sample = Thing.objects.get(kind="review-sample")
    site.post("sec", f"/marker/samples/{sample.serial}/draw/", {})
    site.reading = SampleReading.objects.get(reviewer=scorer).pk  # type: ignore[attr-defined]
    assert bills.newest_text(site.bill)  # type: ignore[attr-defined]


def _imports(site: Site) -> None:
    """A list brought back with a change, a conflict of types, and one that was applied."""
    line = f"serial,title,due\n{site.step.serial},Changed by file,2027-01-01\n,,not a day\n"  # type: ignore[attr-defined]
    good = f"serial,title\n{site.step.serial},Changed by a file\n"  # type: ignore[attr-defined]
    for name, content in (("wrong", line), ("good", good)):
        file = SimpleUploadedFile(f"{name}.csv", content.encode())
        site.post("sec", "/coalition/next-steps/import/", {"file": file})
        setattr(site, f"import_{name}", Import.objects.order_by("-pk").first().pk)  # type: ignore[union-attr]


def _mirror(site: Site) -> None:
    """A local government that was asked, and answered one thing; its link is still open."""
    from local2030.web.marker.mirror.gathering import gather
    from local2030.web.marker.mirror.links import send_link
    from local2030.web.marker.mirror.models import Attestation

    gather()
    town = Thing.objects.get(kind="local-government", key="ke-17")
    site.town = town.serial  # type: ignore[attr-defined]
    site.mirror = send_link(site.people["sec"], town, "", "")  # type: ignore[attr-defined]
    said = {
        "item": "place|XM-EXAMPLE-JP-2030",
        "answer": "partly",
        "post": "Clerk",
        "body": "County",
        "words": "Two wards only.",
    }
    site.post("visitor", f"/marker/mirror/{site.mirror}/answer/", said)  # type: ignore[attr-defined]
    site.word = Attestation.objects.get(answer="partly").pk  # type: ignore[attr-defined]


def _second_factor(site: Site) -> None:
    """Cato has a second factor and was asked for the password just now; another browser of his waits for the code."""
    import test_web_second_factor as way

    site.clients["careful"] = Client()
    way.set_up(site.clients["careful"], "cato")
    site.clients["waiting"] = Client()
    site.post("waiting", "/sign-in/", {"name": "cato", "password": PASSWORD})
    site.post("sec", "/sign-in/again/", {"password": PASSWORD})
