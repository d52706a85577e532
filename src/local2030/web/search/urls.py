"""The address of search."""

from django.urls import path

from local2030.web.search.views import search

urlpatterns = [path("search/", search, name="search")]
