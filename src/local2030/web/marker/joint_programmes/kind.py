"""The kinds of this room: joint programmes, the training they gave, the money they hope for, what the marker changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

PHASES = (
    ("pipeline", _("in preparation")),
    ("design", _("in design")),
    ("implementation", _("in implementation")),
    ("closed", _("closed")),
)
BASES = (
    ("published", _("published figure")),
    ("reported", _("reported by its team")),
    ("invented", _("invented as an example")),
)
SOURCE_KINDS = (("public", _("public")), ("philanthropic", _("philanthropic")), ("private", _("private")))
PARTS = (("design", _("design")), ("budget", _("budget")))
CAUSES = (
    ("criterion", _("a criterion of the marker")),
    ("finding", _("a finding of the marker")),
    ("lift", _("a step that the marker advised")),
    ("review", _("a reviewer's word")),
    ("window", _("a window's minimum")),
)
ATTRIBUTIONS = (
    ("recorded", _("the record of the decision says so")),
    ("inferred", _("inferred by whoever entered it")),
)
CRITERIA = tuple((f"C{number}", f"C{number}") for number in range(1, 9))
ROOM = "local2030.web.marker.joint_programmes"
JOINT = Column("joint", _("Joint programme"), "thing", of=("joint-programme",), required=True, in_list=True)
BASIS = Column("basis", _("Where it is from"), "choice", choices=BASES, required=True, in_list=True)
CURRENCY = Column("currency", _("Currency"), hint=_("Code of three letters: USD."), longest=3)
BESIDE = (
    ("joint-portfolio", _("Portfolio")),
    ("joint-promises", _("From promise to ground")),
    ("joint-funding", _("Funding")),
    ("joint-influence", _("What the marker changed")),
)

KINDS = (
    Kind(
        "joint-programme", "JPR", "marker", _("joint programme"), _("Joint programmes"), "joint programme",
        (
            Column("iati", _("IATI identifier"), in_list=True),
            Column("phase", _("Phase"), "choice", choices=PHASES, required=True, in_list=True),
            Column("phase_history", _("Phases until now"), "list",
                   hint=_("One each, with the day since when: 2024-05-01: implementation.")),
            Column("countries", _("Countries"), "list", hint=_("Codes: KE, UG.")),
            Column("places", _("Places"), "list"),
            Column("budget", _("Budget"), "number", low=0, high=1e13),
            Column("funded", _("Funded of it"), "number", low=0, high=1e13,
                   hint=_("What is paid in or signed, besides the prospects entered here.")),
            Column("committed", _("Committed of it"), "number", low=0, high=1e13),
            CURRENCY,
            BASIS,
            Column("aid_data_of", _("Brought up to the aid data of"), "day", fixed=True),
            Column("with_marker", _("Designed with the marker"), "yes"),
            Column("draft_local", _("Planned for local actors in the first draft, % of the budget"), "number", low=0,
                   high=100),
            Column("approved_local", _("Planned for local actors as approved, % of the budget"), "number", low=0,
                   high=100),
        ),
        standard=("title", "summary", "country", "owner", "workstream"), roles=("lead", "partner"), scope="programme",
        relations=("serves", "feeds", "related"), page=f"{ROOM}.joint_page.joint_context",
        template="joint_programmes/joint.html", beside=BESIDE,
        what=_("A programme that several entities run together, from preparation to closure."),
    ),
    Kind(
        "training", "TRN", "marker", _("training"), _("Trainings"), "joint programme",
        (
            JOINT,
            Column("day", _("Day"), "day", in_list=True),
            Column("place", _("Place"), in_list=True),
            Column("women", _("Women"), "number", low=0, high=1e6),
            Column("men", _("Men"), "number", low=0, high=1e6),
            Column("unsaid", _("People of whom it isn't said"), "number", low=0, high=1e6),
            Column("given_by", _("Given by")),
            BASIS,
        ),
        stages="training", standard=("title", "summary"), scoped_by="joint", beside=BESIDE,
        what=_("Training that a joint programme gave: what, where, to how many, by whom."),
    ),
    Kind(
        "prospect", "PRS", "marker", _("funding prospect"), _("Funding prospects"), "funding prospect",
        (
            JOINT,
            Column("source_kind", _("Kind of source"), "choice", choices=SOURCE_KINDS, required=True, in_list=True),
            Column("source", _("Source"), required=True,
                   hint=_("If its name is in confidence, write what it is: a foundation. The name isn't kept then.")),
            Column("low", _("Amount, from"), "number", low=0, high=1e13),
            Column("high", _("Amount, to"), "number", low=0, high=1e13),
            CURRENCY,
            BASIS,
        ),
        stages="prospect", standard=("title", "summary", "due"), audience="inner", scoped_by="joint", beside=BESIDE,
        what=_("Money that a joint programme hopes for, from the idea to the signature."),
    ),
    Kind(
        "design-change", "DCH", "marker", _("change of a design"), _("Changes of designs"), "joint programme",
        (
            JOINT,
            Column("part", _("What was changed"), "choice", choices=PARTS, required=True, in_list=True),
            Column("where_in", _("Where in the document"), required=True),
            Column("draft_version", _("First draft"), required=True, hint=_("Name and date of the version.")),
            Column("approved_version", _("Approved version"), required=True),
            Column("before", _("Before, word for word"), "long", longest=4000),
            Column("after", _("After, word for word"), "long", longest=4000),
            Column("amount_low", _("Amount moved, at least"), "number", low=0, high=1e13),
            Column("amount_high", _("Amount moved, at most"), "number", low=0, high=1e13),
            CURRENCY,
            Column("because", _("Because of"), "choice", choices=CAUSES, required=True, in_list=True),
            Column("criterion", _("Criterion"), "choice", choices=CRITERIA, in_list=True),
            Column("because_words", _("Which finding or step")),
            Column("attributed", _("Who says that it was because of the marker"), "choice", choices=ATTRIBUTIONS,
                   required=True),
            Column("decided_by", _("Decided by"), hint=_("Post and body, no name.")),
            Column("decided", _("Decided on"), "day"),
            BASIS,
        ),
        stages="design_change", standard=("title", "summary"), scoped_by="joint", beside=BESIDE,
        what=_("What is otherwise in the approved design or budget than in the first draft, because of the marker."),
    ),
)  # fmt: skip
