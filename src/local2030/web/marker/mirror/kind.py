"""The kinds of this room: local governments as they are met in programmes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from local2030.web.registry.kinds import Column, Kind

KINDS = (
    Kind(
        "local-government", "LGV", "marker", _("local government"), _("Local governments"), "local government",
        (
            Column("place", _("Place"), in_list=True),
            Column("place_code", _("Code of the place in the gazetteer")),
            Column("other_names", _("Other names"), "list"),
            Column("refs", _("References in aid data"), "list"),
            Column("contact_post", _("Post to write to"), audience="inner"),
            Column("contact_mail", _("E-mail"), "mail", audience="inner"),
        ),
        standard=("title", "country"), scope="place", relations=("same-as",),
        page="local2030.web.marker.mirror.town_page.town_context", template="mirror/town.html",
        beside=(("local-governments", _("What they answered")),),
        what=_("A county, city or municipality that programmes name, pay or work in."),
    ),
)  # fmt: skip
