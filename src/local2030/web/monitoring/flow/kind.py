"""The kinds of this room: data handed up from one level to the next, and results with what they rest on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

_ROOM = "local2030.web.monitoring.flow"
OVERVIEW = (("monitoring", _("Places and data")),)

KINDS = (
    Kind(
        "data-submission", "DSB", "monitoring", _("data handed up"), _("Data handed up"), "local data",
        (
            Column("below", _("From the data set"), "thing", of=("dataset",), required=True, in_list=True),
            Column("above", _("Into the data set"), "thing", of=("dataset",), required=True, in_list=True),
            Column("place", _("Code, in the data set above, of the place that the data are of"), longest=80, in_list=True,
                   hint=_("Empty where both use the same codes.")),
            Column("version", _("Version that was looked at"), "number", fixed=True),
            Column("taken", _("Values to take over"), "number", fixed=True, in_list=True),
            Column("same", _("Values that are there already"), "number", fixed=True),
            Column("differing", _("Values that differ from what is there"), "number", fixed=True),
            Column("unplaced", _("Values of places that aren't known above"), "number", fixed=True),
            Column("rules_kept", _("The data keep all rules"), "yes", fixed=True),
            Column("published_in", _("Version above that has them"), "number", fixed=True),
        ),
        stages="local_data", standard=("title", "summary", "country", "owner", "audience"), audience="coalition",
        relations=("related",), written_in=("submitted", "returned"), page=f"{_ROOM}.submissions.submission_context",
        template="monitoring/submission.html", moved=f"{_ROOM}.submissions.submission_moved", beside=OVERVIEW,
        spread=(("taken", ("above", "below")), ("differing", ("above", "below")), ("unplaced", ("above", "below"))),
        what=_("Values of a city or region on their way into the data of its country: submitted, checked, accepted, published."),
    ),
    Kind(
        "result", "RES", "monitoring", _("result"), _("Results"), "result",
        (
            Column("indicator", _("Indicator"), required=True, in_list=True, longest=80,
                   hint=_("A code of the framework (8.5.2) or of your own data set.")),
            Column("place_name", _("Place"), required=True, in_list=True, longest=200),
            Column("baseline", _("Baseline, with its year"), in_list=True, hint=_("12.4% in 2019")),
            Column("value", _("Value"), "number", in_list=True),
            Column("unit", _("Unit"), longest=80),
            Column("period", _("Period of the value"), in_list=True, longest=40),
            Column("low", _("Lower end of its interval"), "number"),
            Column("high", _("Upper end of its interval"), "number"),
            Column("method", _("How it was measured"), "long", hint=_("Survey, register, estimate; of whom; what changed meanwhile.")),
            Column("source", _("Source"), in_list=True, hint=_("Who published it, where. A result without a source can't be verified.")),
            Column("dataset", _("Data set that has the value"), "thing", of=("dataset",)),
            Column("place", _("Code of the place in that data set"), longest=80),
        ),
        stages="result", standard=("title", "summary", "country", "owner", "workstream", "audience"), audience="coalition",
        relations=("uses", "related"), written_in=("reported", "questioned"), page=f"{_ROOM}.results.result_context",
        template="monitoring/result.html", beside=OVERVIEW, spread=(("value", ("indicator", "unit")),), spread_apart=True,
        what=_("Something that changed, with baseline, value, method, source and place; verified by somebody else, or not yet."),
    ),
)  # fmt: skip
