"""The HTTP API: all that pages show, and the deeds of the registry; described at /api/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from local2030 import __version__
from local2030.web.coalition.api import router as coalition
from local2030.web.equity.api import router as equity
from local2030.web.marker.api import router as marker
from local2030.web.marker.assessing.api import router as assessing
from local2030.web.marker.windows.api import router as windows
from local2030.web.monitoring.api import router as monitoring
from local2030.web.registry.api import router_of, subjects
from local2030.web.registry.api_answers import tell_refusals

api = NinjaAPI(
    title="local2030",
    version=__version__,
    description="What the Coalition runs, reads of the Localization Marker, and local monitoring. Prototype rubric 2.0, not adopted; machine-checked levels are provisional.",
    docs_url=None,  # its page loads scripts from elsewhere
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/v1/marker", marker)
api.add_router("/v1/marker", assessing)
api.add_router("/v1/marker", windows)
api.add_router("/v1/coalition", coalition)
api.add_router("/v1/monitoring", monitoring)
api.add_router("/v1/equity", equity)
for subject in subjects():
    api.add_router(f"/v1/{subject}", router_of(subject))
tell_refusals(api)
