"""Addresses of things."""

from django.urls import path, register_converter

from local2030.web.registry import views

SUBJECTS = ("marker", "monitoring", "reviews", "advocacy", "matching", "coalition")


class Subject:
    """One of the six subjects in an address."""

    regex = "|".join(SUBJECTS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(Subject, "subject")

urlpatterns = [
    path("things/<str:serial>/", views.thing, name="thing"),
    path("things/<str:serial>/change/", views.change, name="thing-change"),
    path("things/<str:serial>/move/<str:to>/", views.move, name="thing-move"),
    path("things/<str:serial>/evidence/", views.evidence, name="thing-evidence"),
    path("things/<str:serial>/evidence/<int:evidence_id>/withdraw/", views.withdraw, name="thing-withdraw"),
    path("things/<str:serial>/parts/", views.part, name="thing-part"),
    path("things/<str:serial>/links/", views.tie, name="thing-tie"),
    path("<subject:subject>/<slug:slug>/", views.listing, name="things"),
    path("<subject:subject>/<slug:slug>/new/", views.add, name="thing-new"),
]
