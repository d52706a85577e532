"""The kind of this room: a data set of observations, whose values lie in the store under the same name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

KINDS = (
    Kind(
        "dataset", "DTS", "monitoring", _("data set"), _("Data sets"), "local data",
        (
            Column("licence", _("Licence of the data"), longest=200, in_list=True,
                   hint=_("The data's own, such as CC BY 4.0. The licence of a repository is often that of its program.")),
            Column("attribution", _("Whom to name as the source"), longest=300, in_list=True),
            Column("source_url", _("Where the data are from"), "address"),
        ),
        standard=("title", "summary", "country", "owner", "audience"), audience="inner",
        page="local2030.web.monitoring.datasets.thing_part.dataset_context", template="monitoring/thing.html",
        beside=(("monitoring", _("Places and data")),),
        what=_("Values of indicators by place and period, as a local or regional government publishes them."),
    ),
)  # fmt: skip
