"""Addresses of the Coalition's own pages; lists and single things have theirs in the registry."""

from django.urls import path

from local2030.web.coalition import (
    applying_pages,
    contribution_pages,
    duty_pages,
    hub_pages,
    overview,
    plan_pages,
    reporting,
    review_pages,
    steering_pages,
    tracker_pages,
)

TOKEN, SERIAL = "apply/<str:token>/", "applications/<str:serial>/"


def _both(rest: str, view: object, name: str) -> list[object]:
    """One page of an application, come to by its link and by its serial."""
    return [
        path(TOKEN + rest, view, name=f"{name}-by-link"),  # type: ignore[call-overload]
        path(SERIAL + rest, view, name=f"{name}-by-serial"),  # type: ignore[call-overload]
    ]


urlpatterns = [
    path("", overview.overview, name="coalition"),
    path("tracker/", tracker_pages.tracker, name="tracker"),
    path("tracker.csv", tracker_pages.tracker_file, name="tracker-file"),
    path("plans/", plan_pages.plans, name="plans"),
    path("plans/load/", plan_pages.load, name="plan-load"),
    path("responsibilities/", duty_pages.responsibilities, name="responsibilities"),
    path("responsibilities.csv", duty_pages.responsibilities_file, name="responsibilities-file"),
    path("contributions/", contribution_pages.contributions, name="contributions"),
    path("contributions.csv", contribution_pages.contributions_file, name="contributions-file"),
    path("entities/<str:key>/contribution/", contribution_pages.contribution, name="contribution"),
    path("entities/<str:key>/contribution.csv", contribution_pages.contribution_file, name="contribution-file"),
    path("report/<str:serial>/", reporting.report_on, name="report-on"),
    path("steering-report/", steering_pages.steering_report, name="steering-report"),
    path("steering-report.pdf", steering_pages.steering_pdf, name="steering-report-pdf"),
    path("apply/", applying_pages.start, name="hub-apply"),
    path("apply/nominate/", applying_pages.nominate, name="hub-nominate"),
    path(SERIAL + "screen/", review_pages.screen, name="screen"),
    path(SERIAL + "reviewers/", review_pages.reviewers, name="reviewers"),
    path(SERIAL + "decide/", review_pages.decide, name="decide"),
    path(SERIAL + "link/", applying_pages.link, name="send-link"),
    *_both("", applying_pages.application, "application"),
    *_both("write/<slug:section>/", applying_pages.section, "application-section"),
    *_both("agree/", applying_pages.agree, "application-agree"),
    *_both("hand-in/", applying_pages.hand_in, "application-hand-in"),
    *_both("withdraw/", applying_pages.withdraw, "application-withdraw"),
    *_both("letters/<int:letter_id>.pdf", applying_pages.letter, "application-letter"),
    path("reviews/", review_pages.reviews, name="reviews-own"),
    path("reviews/<int:review_id>/", review_pages.review, name="review"),
    path("hubs/map/", hub_pages.hubs_map, name="hubs-map"),
    path("hubs/timeline/", hub_pages.timeline, name="hubs-timeline"),
    path("hubs/branding/", hub_pages.branding, name="hubs-branding"),
    path("hubs/<str:serial>/badge.svg", hub_pages.badge, name="hub-badge"),
]
