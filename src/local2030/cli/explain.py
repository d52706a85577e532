"""What an id means, in words: criteria, gates, classes, definitions, rules and findings."""

from __future__ import annotations

from local2030.marker.criteria import Condition, Criterion, Rubric, rubric
from local2030.vocabulary.messages import catalogue, remedy, say

CLASS_WORDS = {
    "LRG": "Local or regional government of the programme country.",
    "LRGA": "Association of local and regional governments of the programme country.",
    "NATGOV": "Central government of the programme country, and its agencies.",
    "LCSO": "Civil society organisation based, governed and accountable in the programme country.",
    "LPRIV": "Firm or cooperative of the programme country.",
    "LACAD": "University or research body of the programme country.",
    "NATAFF": "National member of an international network, with a board and decisions of its own.",
    "INTAFF": "Country office or affiliate of an international organisation.",
    "INTL": "International organisation, firm or NGO; a foreign government.",
    "DONORLOC": "Sub-national government or NGO of a donor country.",
    "UNK": "It can't be told from what is known.",
}
DEFINITION_WORDS = {
    "strict": "Local governments and their associations, local civil society, local firms as partners, local academia.",
    "national": "strict, and central government and national members of international networks (the Grand Bargain's view).",
    "broad": "national, and country offices of international organisations.",
    "lrg": "Local and regional governments and their associations only.",
    "subnational": "Local governments and their associations, and other local actors that work below the national level.",
}


def explanation(identifier: str) -> str | None:
    """The words for an id, or None where nothing is known by it."""
    wanted = identifier.strip()
    known = rubric()
    if known.criterion(wanted.upper()):
        return rubric_text(known, wanted)
    if wanted.upper() in ("L1", "L2", "L3"):
        return _gate_text(known, int(wanted[1]))
    if wanted.upper() in CLASS_WORDS:
        return f"{wanted.upper()}: {CLASS_WORDS[wanted.upper()]}"
    if wanted.lower() in DEFINITION_WORDS:
        return f"{wanted.lower()}: {DEFINITION_WORDS[wanted.lower()]}"
    for code in (wanted, f"actor-rule-{wanted}"):
        if code in catalogue("en"):
            return f"{wanted}: {say(code)} {remedy(code)}".rstrip()
    return None


def rubric_text(known: Rubric, criterion_id: str | None = None) -> str | None:
    """The rubric as text, or one criterion of it; None where there is no such criterion."""
    if criterion_id:
        criterion = known.criterion(criterion_id.upper())
        return _criterion_text(criterion) if criterion else None
    head = known.head
    parts = [
        f"{known.title}, rubric {known.version} ({known.status}{'' if known.adopted_by else ', not adopted'})",
        f"Author: {head['author']}. Reviewer: {head['reviewer']}. Date {head['date']}, next review {head['next_review']}.",
        f"SHA-256 {known.sha256}",
        "",
        *(_criterion_text(c) for c in known.criteria),
        *(_gate_text(known, gate.level) for gate in known.gates),
    ]
    return "\n".join(parts)


def cheating_text(known: Rubric) -> str:
    """What it costs to pass each gate by made-up evidence alone."""
    from local2030.workflows.cheating_cost import cheating_plain

    lines = ["Cost of cheating, in days of work (a guess) to make up what each level asks, from nothing:"]
    for gate in cheating_plain(known):
        made = ", ".join(f"{e['criterion']} {e['to']} ({'+'.join(e['kinds'])})" for e in gate["evidence"])
        lines.append(
            f"   Level {gate['level']}: {'no way' if gate['cost'] is None else format(gate['cost'], 'g')}. {made}"
        )
    return "\n".join(lines)


def _criterion_text(criterion: Criterion) -> str:
    lines = [f"{criterion.id} {criterion.title['en']}: {criterion.question['en']}", f"   Why: {criterion.reason['en']}"]
    for rule in criterion.levels:
        needs = " or ".join("+".join(sorted(kinds)) for kinds in rule.needs)
        lines.append(f"   {rule.level}  {rule.anchor['en']} Evidence: {needs}.")
    if criterion.machine_most:
        most = ", ".join(f"{kind} {level}" for kind, level in criterion.machine_most.items())
        lines.append(f"   Checked by a machine alone, supports at most: {most}. Above, reviewers accept it.")
    return "\n".join(lines) + "\n"


def _gate_text(known: Rubric, level: int) -> str:
    gate = next(g for g in known.gates if g.level == level)
    lines = [
        f"Level {level}, {known.level_names[level]['en']}, when all of these hold (and those of the levels below):"
    ]
    lines += [f"   - {_condition_text(c)}" for c in gate.conditions]
    return "\n".join(lines)


def _condition_text(condition: Condition) -> str:
    if condition.kind in ("any", "all"):
        return (" or " if condition.kind == "any" else " and ").join(f"({_condition_text(p)})" for p in condition.parts)
    if condition.kind == "mean":
        return f"the mean of the criteria is at least {condition.at_least:g}"
    if condition.kind == "criterion":
        return f"{condition.name} is at least {condition.at_least:g}"
    if condition.kind == "fact":
        return "a local government, or an association of them, is among the partners"
    return f"{condition.name} is approved as not applicable"
