"""Addresses of the room, under /marker/. Those of the mirror hold a secret token: `logs.py` leaves it out of every line."""

from django.urls import path

from local2030.web.marker.mirror import desk_pages, list_pages, pages, place_pages

TOWN = "towns/<str:serial>/"

urlpatterns = [
    path("mirror/<str:token>/", pages.mirror, name="mirror"),
    path("mirror/<str:token>/answer/", pages.mirror_answer, name="mirror-answer"),
    path("mirror/<str:token>/wrong-town/", pages.mirror_wrong_town, name="mirror-wrong-town"),
    path("words/<int:word_id>/reply/", desk_pages.word_reply, name="word-reply"),
    path("programmes/<int:programme_id>/places/", place_pages.place_sensitivity, name="place-sensitivity"),
    path("programmes/<int:programme_id>/places.geojson", place_pages.places_geojson, name="places-geojson"),
    path("programmes/<int:programme_id>/places.csv", place_pages.places_csv, name="places-csv"),
    path("towns/", list_pages.local_governments, name="local-governments"),
    path("towns.csv", list_pages.local_governments_csv, name="local-governments-csv"),
    path("towns/waiting/", desk_pages.mirror_desk, name="mirror-desk"),
    path(TOWN + "asking/", desk_pages.town_desk, name="town-desk"),
    path(TOWN + "demonstration/", desk_pages.town_demo_link, name="town-demo-link"),
    path(TOWN + "links/<int:link_id>/end/", desk_pages.town_link_end, name="town-link-end"),
    path(TOWN + "words/<int:word_id>/called/", desk_pages.town_call_back, name="town-call-back"),
    path(TOWN + "join/", desk_pages.town_join, name="town-join"),
]
