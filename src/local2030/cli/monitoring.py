"""`local2030 monitoring`: every command about local indicators, each in a file of its own."""

from __future__ import annotations

import click

from local2030.cli.monitoring_compare import compare
from local2030.cli.monitoring_duties import duties
from local2030.cli.monitoring_export import export
from local2030.cli.monitoring_gaps import expected, gaps
from local2030.cli.monitoring_index import index
from local2030.cli.monitoring_load import check, load, template
from local2030.cli.monitoring_momentum import momentum
from local2030.cli.monitoring_places import peers, places
from local2030.cli.monitoring_progress import methods, progress, wanted
from local2030.cli.monitoring_site import site


@click.group()
def monitoring() -> None:
    """Local SDG indicators: read and checked, what is missing, whether places are on track, and the data out again."""


for command in (
    load, check, template, gaps, expected, progress, wanted, methods, compare, momentum, index, places, peers, duties, export,
    site,
):  # fmt: skip
    monitoring.add_command(command)
