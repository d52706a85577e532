"""The HTTP API: the same reads as the pages, described at /api/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from local2030 import __version__
from local2030.web.marker.api import router as marker

api = NinjaAPI(
    title="local2030",
    version=__version__,
    description="Reads of the Localization Marker. Prototype rubric 2.0, not adopted; machine-checked levels are provisional.",
    docs_url=None,  # its page loads scripts from elsewhere
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/v1/marker", marker)
