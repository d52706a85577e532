"""The kinds of this room: cooperation frameworks, consultations, what local governments said, texts, pilots."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

STAGES = (
    ("analysis", _("analysis")),
    ("design", _("design")),
    ("implementation", _("implementation")),
    ("review", _("review")),
)
MECHANISMS = (
    ("meeting", _("meeting or workshop")),
    ("hearing", _("public hearing")),
    ("written", _("written consultation")),
    ("survey", _("survey")),
    ("seat", _("seat in a standing group")),
    ("regional", _("with the Regional Commission")),
)
TAKEN_UP = (("whole", _("taken up")), ("part", _("taken up in part")), ("no", _("not taken up")))
VERSIONS = (
    ("former", _("the former framework")),
    ("draft", _("draft")),
    ("signed", _("signed")),
)
BASES = (("published", _("published")), ("invented", _("invented as an example")))
RIGHTS = "cooperation framework"

KINDS = (
    Kind(
        "cooperation-framework", "FWK", "marker", _("cooperation framework"), _("Cooperation frameworks"), RIGHTS,
        (
            Column("period", _("Years"), required=True, hint=_("2026-2030"), in_list=True),
            Column("analysis_due", _("Analysis to be ready by"), "day"),
            Column("design_due", _("Design to be ready by"), "day", in_list=True),
            Column("implementation_due", _("Joint work plans to be ready by"), "day"),
            Column("review_due", _("Review to be ready by"), "day"),
            Column("basis", _("Where it is from"), "choice", choices=BASES, required=True),
        ),
        stages="cooperation_framework", standard=("title", "summary", "country"), relations=("precedes", "related"),
        roles=("lead", "partner"), page="local2030.web.marker.frameworks.framework_page.framework_context",
        template="frameworks/framework.html", beside=(("frameworks", _("How local governments are engaged")),),
        what=_("What a country and the UN agree on for some years, with the local engagement that each stage needs."),
    ),
    Kind(
        "consultation", "CNS", "marker", _("consultation"), _("Consultations"), RIGHTS,
        (
            Column("framework", _("Framework"), "thing", of=("cooperation-framework",), required=True, in_list=True),
            Column("stage", _("Stage"), "choice", choices=STAGES, required=True, in_list=True),
            Column("day", _("Held on"), "day", in_list=True, hint=_("Empty as long as it is only planned.")),
            Column("mechanism", _("How"), "choice", choices=MECHANISMS, required=True),
            Column("invited", _("Invited"), "list", hint=_("Names of local governments and their associations.")),
            Column("took_part", _("Took part"), "list"),
            Column("with_whom", _("Held with"), "list", hint=_("Development Coordination Office, Regional Commission, ministry ...")),
        ),
        standard=("title", "summary", "country"), roles=("lead", "partner"),
        what=_("A meeting, hearing or survey in which local governments were asked about a framework."),
    ),
    Kind(
        "local-input", "LIN", "marker", _("local input"), _("Local inputs"), "local input",
        (
            Column("framework", _("Framework"), "thing", of=("cooperation-framework",), required=True, in_list=True),
            Column("stage", _("Stage"), "choice", choices=STAGES, required=True, in_list=True),
            Column("consultation", _("Said in"), "thing", of=("consultation",)),
            Column("from_whom", _("Said by"), required=True, in_list=True),
            Column("said", _("What was said"), "long", required=True, longest=4000),
            Column("taken_up", _("What became of it"), "choice", choices=TAKEN_UP, fixed=True, in_list=True),
            Column("where", _("Paragraph or budget line"), fixed=True, longest=300),
            Column("before", _("How it read before"), "long", fixed=True, longest=4000),
            Column("after", _("How it reads now"), "long", fixed=True, longest=4000),
            Column("moved", _("Money moved"), "number", fixed=True),
            Column("moved_currency", _("Currency"), fixed=True, longest=3),
            Column("reason", _("Reason why not"), "long", fixed=True, longest=4000),
        ),
        stages="local_input", standard=("title", "country", "owner"), written_in=("said",),
        what=_("What a local government said to a framework, and the paragraph or budget line that it changed, or why not."),
    ),
    Kind(
        "framework-text", "FTX", "marker", _("text of a framework"), _("Texts of frameworks"), RIGHTS,
        (
            Column("framework", _("Framework"), "thing", of=("cooperation-framework",), required=True, in_list=True),
            Column("version", _("Version"), "choice", choices=VERSIONS, required=True, in_list=True),
            Column("day", _("Of"), "day", in_list=True),
            Column("document", _("Where it is published"), "address"),
            Column("lines", _("Lines of its results matrix"), "list", longest=2000,
                   hint=_("One each: code | text | actors | places. Several actors or places are parted by a plus sign between blanks.")),
        ),
        standard=("title", "country"), page="local2030.web.marker.frameworks.text_page.text_context",
        template="frameworks/text.html",
        what=_("A version of a framework's results matrix, to see how many lines name local actors or places."),
    ),
    Kind(
        "pilot", "PIL", "marker", _("pilot"), _("Pilots"), RIGHTS,
        (
            Column("framework", _("Framework"), "thing", of=("cooperation-framework",), required=True, in_list=True),
            Column("method", _("What is tried"), "long", required=True, longest=4000),
            Column("baseline", _("Text before"), "thing", of=("framework-text",)),
            Column("later", _("Text after"), "thing", of=("framework-text",), fixed=True),
            Column("comparison", _("Compared with"), "thing", of=("cooperation-framework",)),
            Column("result", _("Result"), "long", fixed=True, longest=4000),
            Column("basis", _("Where it is from"), "choice", choices=BASES, required=True),
        ),
        stages="pilot", standard=("title", "summary", "country", "due"),
        page="local2030.web.marker.frameworks.pilot_page.pilot_context", template="frameworks/pilot.html",
        what=_("A country in which local governments' input to the framework is tried, with a measure before and after."),
    ),
)  # fmt: skip
