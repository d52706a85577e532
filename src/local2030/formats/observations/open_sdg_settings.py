"""The settings of an Open SDG data repository, as far as they say what is data, metadata and boundary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from local2030.vocabulary.findings import Finding


@dataclass(frozen=True, slots=True)
class Settings:
    """What config_data.yml says; empty where there is none."""

    data_patterns: tuple[str, ...] = ()
    metadata_patterns: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_settings(root: Path) -> Settings:
    """The settings of the folder."""
    return Settings()
