"""Addresses of the room, under /marker/."""

from django.urls import URLPattern, path

from local2030.web.marker.windows import concentration_pages, donor_pages, simulator_pages, tranche_pages

urlpatterns: list[URLPattern] = [
    path("windows/<str:serial>/simulator/", simulator_pages.simulator, name="window-simulator"),
    path("windows/<str:serial>/simulator.<str:ending>", simulator_pages.simulator_file, name="window-simulator-file"),
    path("windows/<str:serial>/scenarios/", simulator_pages.keep_scenario, name="scenario-keep"),
    path("windows/<str:serial>/scenarios/compare/", simulator_pages.compare, name="scenario-compare"),
    path("windows/<str:serial>/tranche-two/", tranche_pages.listing, name="tranche-two"),
    path("windows/<str:serial>/tranche-two.<str:ending>", tranche_pages.listing_file, name="tranche-two-file"),
    path("windows/<str:serial>/tranche-two/<str:proposal>/", tranche_pages.decide, name="tranche-decide"),
    path("donors/", donor_pages.donor_view, name="donor-view"),
    path("donors.<str:ending>", donor_pages.donor_file, name="donor-view-file"),
    path("donors/terms/", donor_pages.keep_terms, name="donor-terms"),
    path("concentration/", concentration_pages.concentration, name="concentration"),
    path("concentration.<str:ending>", concentration_pages.concentration_file, name="concentration-file"),
]
