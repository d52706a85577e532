"""Addresses for those who keep the site."""

from django.urls import path

from local2030.web.watching.health import health
from local2030.web.watching.metrics import metrics

urlpatterns = [path("health", health, name="health"), path("metrics", metrics, name="metrics")]
