"""What counts as found, and as a false alarm: the rule of README.md in code, fixed before any method was tried.

A finding is a mapping with `portfolio`, `kind` and `subject`; the subject is an agency, a rater, a gate value,
`local_share` (heaping of the whole portfolio) or a list (rater and agency, or programmes).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping


def names(subject) -> frozenset[str]:
    """The subject as a set of names, whatever its form; gates to the hundredth."""
    if isinstance(subject, (int, float)):
        return frozenset({f"{subject:.2f}"})
    return frozenset({subject}) if isinstance(subject, str) else frozenset(str(item) for item in subject)


def same(label: Mapping, finding: Mapping) -> bool:
    """Kind and subject agree; a list of programmes agrees when at least half of those named are the label's."""
    if (label["portfolio"], label["kind"]) != (finding["portfolio"], finding["kind"]):
        return False
    wanted, given = names(label["subject"]), names(finding["subject"])
    if given == wanted or ("*" in wanted and wanted - {"*"} <= given):
        return True
    if label["kind"] != "rater-agency-bias" and given <= {label.get("agency"), *label.get("agencies", ())}:
        return True
    inside = given & set(label.get("programmes", ()))
    least = 2 if label["kind"] == "copied-text" else 1
    return len(inside) >= least and 2 * len(inside) >= len(given)


def count(findings: Iterable[Mapping], labels: Iterable[Mapping]) -> dict[str, float]:
    """Recall over the labels to be found; false findings over these and the labels found."""
    by_place = defaultdict(list)
    for n, label in enumerate(labels):
        by_place[label["portfolio"], label["kind"]].append((n, label))
    wanted = sum(label["should_be_found"] for rows in by_place.values() for _, label in rows)
    found, false = set(), set()
    for finding in findings:
        fitting = [(n, x) for n, x in by_place[finding["portfolio"], finding["kind"]] if same(x, finding)]
        found |= {n for n, x in fitting if x["should_be_found"]}
        if not fitting:
            false.add((finding["portfolio"], finding["kind"], names(finding["subject"])))
    reported = len(found) + len(false)
    return {
        "wanted": wanted,
        "found": len(found),
        "false": len(false),
        "recall": len(found) / wanted if wanted else 1.0,
        "false_discovery_rate": len(false) / reported if reported else 0.0,
    }
