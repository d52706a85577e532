"""The Coalition's kinds of things, listed once: what they are called, what they hold, which states they go through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

SETTINGS = tuple(
    (code, words)
    for code, words in (
        ("urban", _("urban")),
        ("rural", _("rural")),
        ("island", _("island")),
        ("regional government", _("regional government")),
        ("national", _("national")),
        ("conflict-affected", _("conflict-affected")),
    )
)
SCHEMES = (
    ("sdg-goal", _("SDG goal")),
    ("sdg-target", _("SDG target")),
    ("transition", _("SDG transition")),
    ("pact-action", _("part of the Pact for the Future")),
    ("m49", _("M49 area")),
)
BASES = (("report", _("the report")), ("public", _("generally known")), ("to check", _("to be checked")))
PROFILE = (
    Column("place", _("Place"), required=True, in_list=True),
    Column("setting", _("Setting"), "list", choices=SETTINGS, hint=_("Where the Hub works: urban, rural, island ...")),
    Column("coverage", _("Region that it covers"), "list",
           hint=_("Country codes (KE) or M49 codes (202); it may be wider than, or apart from, its own country.")),
    Column("languages", _("Languages"), "list", hint=_("Codes: en, fr, sw.")),
    Column("themes", _("Themes"), "list"),
)  # fmt: skip

KINDS = (
    Kind(
        "entity", "ENT", "coalition", _("UN entity"), _("UN entities"), "registry",
        (
            Column("full_name", _("Full name"), required=True),
            Column("entity_kind", _("Kind of entity"), in_list=True),
            Column("aliases", _("Other names"), "list"),
            Column("role", _("Role in the report"), "long"),
        ),
        stages="entity", standard=("title", "summary"), scope="entity", what=_("A member entity of the Coalition."),
    ),
    Kind(
        "body", "BOD", "coalition", _("body"), _("Bodies"), "registry",
        (
            Column("body_kind", _("Kind of body"), in_list=True),
            Column("standing", _("Standing"), in_list=True),
            Column("task", _("Task"), "long"),
        ),
        stages="body", standard=("title", "summary"), scope="body", roles=("lead", "partner", "member"),
        what=_("A group inside or beside the Coalition: Secretariat, Working Group, Task Force, network."),
    ),
    Kind(
        "hub", "HUB", "coalition", _("Hub"), _("Hubs"), "hub",
        (
            *PROFILE,
            Column("latitude", _("Latitude"), "number", low=-90, high=90, hint=_("Degrees, south is negative.")),
            Column("longitude", _("Longitude"), "number", low=-180, high=180, hint=_("Degrees, west is negative.")),
            Column("host", _("Host organisation")),
            Column("members", _("Members"), "list"),
            Column("practices", _("Practices"), "list"),
            Column("cocreations", _("Work created with partners"), "list", hint=_("One each: title, partner, year.")),
            Column("website", _("Web site"), "address"),
            Column("agreement_signed", _("Agreement signed on"), "day", fixed=True),
            Column("renewed", _("Renewed on"), "day", fixed=True),
            Column("decision", _("Decision on its standing"), "long", fixed=True),
            Column("decided", _("Decided, as far as it is known"), fixed=True),
            Column("rules", _("Rules by which it was decided"), fixed=True),
        ),
        stages="hub", standard=("title", "summary", "country", "workstream"), scope="hub",
        relations=("comes-from", "decided-by"), roles=("partner",), page="local2030.web.coalition.hub_pages.hub_context",
        template="coalition/hub.html", moved="local2030.web.coalition.following.hub_moved",
        beside=(("hubs-map", _("Map")), ("hubs-timeline", _("Timeline")), ("hubs-branding", _("Branding kit")),
                ("hub-apply", _("Apply"))),
        what=_("A place where the Coalition's partners work together in their region."),
    ),
    Kind(
        "hub-application", "HAP", "coalition", _("Hub application"), _("Hub applications"), "hub application",
        (
            *PROFILE,
            Column("host", _("Host organisation"), required=True),
            Column("motivation", _("How the Hub links local actors with the Coalition's resources"), "long",
                   required=True, longest=4000),
            Column("cocreation", _("What it has created together with others in its region"), "long", longest=4000),
            Column("resources", _("Who works there and what it lives on"), "long", longest=4000),
            Column("nominated_by", _("Nominated by"), "thing", of=("entity", "hub", "body"),
                   hint=_("Empty if the Hub applies for itself.")),
            # Set by the Hub itself alone (applying.agree): by its own account or its own link, never by who nominates it.
            Column("consent", _("The Hub agrees to this application"), "yes", required=True, fixed=True),
            Column("branding_terms", _("It accepts the terms of common messages and branding"), "yes", required=True,
                   fixed=True),
            Column("contact_name", _("Person to write to"), required=True, audience="inner"),
            Column("contact_mail", _("E-mail"), "mail", required=True, audience="inner"),
            Column("eligible", _("Eligible"), "yes", audience="inner", fixed=True),
            Column("screening_note", _("Note of the screening"), "long", audience="audit", fixed=True),
            Column("exception", _("Exception from the threshold, with its reason"), "long", audience="audit", fixed=True),
            Column("gap_note", _("Which geographic gap it fills"), "long", audience="inner", fixed=True),
            Column("agreement_signed", _("Agreement signed on"), "day", audience="inner", fixed=True),
        ),
        stages="hub_application", standard=("title", "summary", "country"), audience="inner",
        written_in=("draft", "incomplete", "revise"), unsent=("draft",),
        move_pages=(("accepted", "decide"), ("screened", "screen"), ("in-review", "reviewers")), template="coalition/application.html",
        beside=(("hub-apply", _("Apply")), ("reviews-own", _("Your reviews"))),
        page="local2030.web.coalition.application_pages.application_context",
        moved="local2030.web.coalition.following.application_moved", what=_("A place asks to become a Hub, or is nominated with its consent."),
    ),
    Kind(
        "event", "EVT", "coalition", _("event"), _("Events"), "event",
        (
            Column("event_kind", _("Kind of event"), in_list=True),
            Column("start", _("Begins"), hint=_("A day, a month or a year: 2027, 2025-06, 2025-06-30."), in_list=True),
            Column("end", _("Ends")),
            Column("city", _("City"), in_list=True),
            Column("basis", _("Where the dates are from"), "choice", choices=BASES),
            Column("format", _("How the Coalition takes part"), fixed=True),
            Column("asks", _("What it asks for"), "list", fixed=True),
            Column("outcome", _("What came of it"), "long", fixed=True),
            Column("asks_marked", _("Asks that got in, partly or not"), "list", fixed=True),
        ),
        stages="event", standard=("title", "summary", "country", "workstream", "owner"),
        relations=("precedes", "carries-into", "part-of"), roles=("lead", "key lead", "partner"),
        what=_("A conference, process or deadline that the Coalition works towards."),
    ),
    Kind(
        "deliverable", "DLV", "coalition", _("deliverable"), _("Deliverables"), "workplan",
        (Column("due_words", _("Due, as written"), in_list=True), Column("standing", _("Standing in the report"))),
        stages="deliverable", standard=("title", "summary", "owner", "workstream", "due"),
        relations=("needs", "same-as", "overlaps", "before"), roles=("owner", "partner"),
        what=_("What a Working Group brings."),
    ),
    Kind(
        "outcome", "OUT", "coalition", _("key outcome"), _("Key outcomes"), "registry",
        (Column("subjects", _("Parts of the platform that serve it"), "list"),),
        standard=("title", "summary", "workstream"), what=_("One of the nine key outcomes of the retreat."),
    ),
    Kind(
        "commitment", "COM", "coalition", _("commitment"), _("Commitments"), "commitment",
        (
            Column("rhythm", _("Rhythm"), in_list=True),
            Column("reported", _("What was done"), "long", longest=4000),
            Column("at_risk", _("At risk"), "yes"),
        ),
        stages="commitment", standard=("title", "summary", "owner", "workstream", "due", "audience"),
        relations=("part-of", "serves", "overlaps", "same-as"), roles=("lead", "partner", "pledges"),
        what=_("What the members promised, or a pledge inside such a promise."),
    ),
    Kind(
        "next-step", "NXT", "coalition", _("next step"), _("Next steps"), "commitment",
        (
            Column("deliverable", _("Deliverable"), "list"),
            Column("quantity", _("How many, as written"), in_list=True),
            Column("due_words", _("Due, as written"), in_list=True),
            Column("reported", _("What was done"), "long", longest=4000),
            Column("at_risk", _("At risk"), "yes"),
        ),
        stages="next_step", standard=("title", "summary", "owner", "workstream", "due", "audience"),
        relations=("overlaps", "same-as", "contradicts", "feeds", "uses", "may-use", "related", "serves", "before"),
        roles=("lead", "partner"), what=_("One of the steps that the directors agreed on."),
    ),
    Kind(
        "target", "TGT", "coalition", _("target"), _("Targets of earlier plans"), "commitment",
        (
            Column("plan", _("Plan that it is from"), required=True, in_list=True),
            Column("wanted", _("What was to be reached"), in_list=True),
            Column("reached", _("What was reached"), in_list=True),
            Column("carried_over", _("Why it is carried over"), "long"),
        ),
        stages="target", standard=("title", "summary", "owner", "workstream", "due"),
        relations=("carried-over", "same-as"), roles=("lead", "partner"),
        what=_("A target of a former workplan or of the High Impact Initiative, done or carried over with a reason."),
    ),
    Kind(
        "theme", "THM", "coalition", _("theme"), _("Themes"), "registry",
        (Column("theme_kind", _("Kind of theme"), in_list=True),),
        standard=("title", "summary"), what=_("A theme by which stories and texts are tagged."),
    ),
    Kind(
        "term", "TRM", "coalition", _("term"), _("Vocabulary"), "registry",
        (
            Column("scheme", _("Scheme"), "choice", choices=SCHEMES, required=True, in_list=True),
            Column("code", _("Code"), required=True, in_list=True),
            Column("edition", _("In force since edition"), in_list=True),
            Column("retired", _("Retired with edition"), hint=_("Old tags stay readable.")),
            Column("replaced_by", _("Replaced by"), "thing", of=("term",)),
            Column("above", _("Part of"), hint=_("The term that it lies in: m49:202.")),
            Column("iso", _("ISO 3166 code")),
            Column("names", _("In other languages"), "list", hint=_("fr: Villes; es: Ciudades")),
        ),
        standard=("title", "summary"), what=_("A goal, target, transition, Pact action or M49 area, with its edition."),
    ),
    Kind(
        "fact", "FCT", "coalition", _("figure of the report"), _("Figures of the report"), "registry",
        (
            Column("low", _("From"), "number", in_list=True),
            Column("high", _("To"), "number", in_list=True),
            Column("unit", _("Unit"), in_list=True),
            Column("as_of", _("As of")),
            Column("section", _("Section of the report"), in_list=True),
        ),
        standard=("title", "summary"), relations=("contradicts", "related", "about"),
        what=_("A number as the report has it; where the report contradicts itself, both stand here."),
    ),
)  # fmt: skip
