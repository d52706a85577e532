"""Addresses of the room, under /marker/."""

from django.urls import path

from local2030.web.marker.real_time import views

urlpatterns = [
    path("programmes/<int:programme_id>/timeline/", views.timeline, name="programme-timeline"),
    path("programmes/<int:programme_id>/timeline.json", views.timeline_json, name="programme-timeline-json"),
    path("moves/", views.moves, name="marker-moves"),
    path("feed.atom", views.feed_atom, name="marker-feed"),
    path("feed.json", views.feed_json, name="marker-feed-json"),
    path("alarms/", views.alarms, name="marker-alarms"),
    path("fresh-examples/", views.examples, name="fresh-examples"),
]
