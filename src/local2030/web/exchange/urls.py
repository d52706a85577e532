"""Addresses of lists as files. They stand before those of the registry, whose subjects they use."""

from django.urls import path, register_converter

from local2030.web.exchange import views
from local2030.web.registry import urls as registry_urls

assert registry_urls.SUBJECTS  # its converter "subject" is known from here on


class Ending:
    """A kind of file."""

    regex = "csv|xlsx|json"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(Ending, "ending")

urlpatterns = [
    path("<subject:subject>/<slug:slug>.<ending:ending>", views.take_out, name="list-out"),
    path("<subject:subject>/<slug:slug>/import/", views.bring_in, name="list-in"),
    path("<subject:subject>/<slug:slug>/import/<int:number>/", views.look, name="list-look"),
    path("<subject:subject>/<slug:slug>/import/<int:number>/apply/", views.apply, name="list-apply"),
    path("<subject:subject>/<slug:slug>/import/<int:number>/stop/", views.stop_reading, name="list-stop"),
    path("<subject:subject>/<slug:slug>/import/<int:number>/findings.csv", views.findings, name="list-findings"),
]
