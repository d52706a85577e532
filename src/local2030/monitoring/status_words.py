"""The status of an observation as people write it, in the letters of the SDMX code list CL_OBS_STATUS."""

from __future__ import annotations

from local2030.vocabulary.folding import fold

LETTERS = frozenset("ABDEFGHIJKLMNOPQSTUVWX")
_WORDS = {
    "normal value": "A", "normal": "A", "final": "A", "definitive": "A", "definitivo": "A", "endgultig": "A", "official": "A",
    "break": "B", "break in series": "B", "time series break": "B", "ruptura": "B", "estimated": "E", "estimated value": "E", "estimate": "E",
    "estimado": "E", "geschatzt": "E", "forecast": "F", "forecast value": "F", "projection": "F", "provisional": "P", "provisional value": "P",
    "preliminary": "P", "vorlaufig": "P", "provisoire": "P", "low reliability": "U", "unreliable": "U", "imputed": "I", "imputed value": "I",
    "missing": "O", "missing value": "O", "not available": "O", "suppressed": "Q", "missing value suppressed": "Q", "confidential": "Q",
    "not applicable": "M", "data cannot exist": "M", "missing value data cannot exist": "M", "undefined": "A", "national estimate": "E",
}  # fmt: skip


def status_of(cell: str) -> str:
    """The letter, "" where the cell says nothing that we know."""
    text = cell.strip()
    if len(text) == 1 and text.upper() in LETTERS:
        return text.upper()
    folded = fold(text)
    return (
        _WORDS.get(folded) or next((letter for word, letter in _WORDS.items() if word in folded), "") if folded else ""
    )
