"""Addresses of the room, under /marker/."""

from django.urls import path

from local2030.web.marker.joint_programmes import portfolio

urlpatterns = [
    path("joint/", portfolio.portfolio, name="joint-portfolio"),
    path("joint.csv", portfolio.portfolio_file, name="joint-portfolio-file"),
]
