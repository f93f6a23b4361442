"""The program's pages, and beside them what they are measured against."""

from django.urls import include, path

from benchmarks.anchors import naive, raw

handler400 = "tracker.errors.bad_request"
handler403 = "tracker.errors.permission_denied"
handler404 = "tracker.errors.page_not_found"
handler500 = "tracker.errors.server_error"

urlpatterns = [
    path("anchor/naive/<slug:ref>/", naive.show),
    path("anchor/raw/<slug:ref>/", raw.show),
    path("", include("tracker.urls")),
]
