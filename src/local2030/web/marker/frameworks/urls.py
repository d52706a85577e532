"""Addresses of the room, under /marker/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
