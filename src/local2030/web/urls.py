"""All addresses of the site."""

from django.urls import include, path

from local2030.web.api import api

urlpatterns = [
    path("", include("local2030.web.watching.urls")),
    path("", include("local2030.web.desk.urls")),
    path("", include("local2030.web.accounts.urls")),
    path("marker/", include("local2030.web.marker.urls")),
    path("monitoring/", include("local2030.web.monitoring.urls")),
    path("", include("local2030.web.search.urls")),
    path("history/", include("local2030.web.history.urls")),
    path("api/", api.urls),
    path("coalition/", include("local2030.web.coalition.urls")),
    path("", include("local2030.web.exchange.urls")),
    path("", include("local2030.web.registry.urls")),
    path("", include("local2030.web.equity.urls")),
]
handler400 = "local2030.web.desk.views.bad_request"
handler403 = "local2030.web.desk.views.forbidden"
handler404 = "local2030.web.desk.views.not_found"
handler500 = "local2030.web.desk.views.broken"
