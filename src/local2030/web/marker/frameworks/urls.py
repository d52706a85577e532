"""Addresses of the room, under /marker/."""

from django.urls import path

from local2030.web.marker.frameworks import framework_page

urlpatterns = [
    path("frameworks/", framework_page.overview, name="frameworks"),
]
