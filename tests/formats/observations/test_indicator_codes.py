"""Which indicator a file's name gives, and which it doesn't."""

from __future__ import annotations

import pytest

from local2030.formats.observations.indicator_codes import code_of_name, dotted


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("indicator_1-2-1.csv", "1.2.1"), ("1-2-1.csv", "1.2.1"), ("data/indicator_10-1-1-a.csv", "10.1.1.a"),
        ("data_1.2.1.csv", "1.2.1"), ("indicator_1-2-1-SERIE-A.csv", "1.2.1.SERIE.A"), ("indicator_1-3-E1.csv", "1.3.E1"),
        ("3.b.1.xml", "3.b.1"), ("SDG_1_2_1.csv", "1.2.1"), ("01-02-01.csv", "1.2.1"), ("x/Indicator_5-A-1.CSV", "5.A.1"),
        ("indicator_SERIE-A.csv", "SERIE-A"), ("indicator_OCECA-6-1-1.csv", "OCECA-6-1-1"), ("indicator_99-1-1.csv", "99-1-1"),
        ("indicator_1-2.csv", "1.2"),
        ("demo_indicator.csv", ""), ("values.csv", ""), ("2020.csv", ""), ("10-12-2020.csv", ""), ("2020-12-10.csv", ""),
        ("1-2.csv", ""), ("indicators.csv", ""), ("indicator_.csv", ""), ("99-1-1.csv", ""), ("1-2-1 (copy).csv", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_code_in_a_name(name: str, code: str) -> None:
    assert code_of_name(name) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1-2-1", "1.2.1"),
        (" 1.2.1 ", "1.2.1"),
        ("01.02.01", "1.2.1"),
        ("16.a.1", "16.a.1"),
        ("SERIE-A", "SERIE-A"),
        ("", ""),
    ],
)
def test_a_code_is_written_with_points(written: str, code: str) -> None:
    assert dotted(written) == code
