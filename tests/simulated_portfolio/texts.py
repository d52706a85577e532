"""Short English justification texts, varied enough that a copied one can be recognised.

A text is four fragments: who, what (by criterion), on what record, what follows. No two texts
of one criterion in one portfolio share three fragments unless one was copied.
"""

import random

WHO = (
    "The district council of {place}",
    "Mayors from {n} towns around {place}",
    "The union of municipalities led by {place}",
    "Ward committees in {place} and {place2}",
    "A women's cooperative based in {place}",
    "The provincial planning office at {place}",
    "Neighbourhood associations of {place}",
    "Our local partner in {place}",
    "The water board serving {place}",
    "Youth delegates chosen in {place2}",
    "Farmers' groups between {place} and {place2}",
    "The regional assembly that sits in {place}",
)

WHAT = {
    "C1": (
        "named the {n} parishes with the worst service and we start there",
        "gave us household figures, which replace the national average we used before",
        "asked that the upland hamlets be listed apart from the valley",
        "mapped who lives further than an hour from a clinic",
        "had its own review of the goals, and chapter {n} sets our targets",
        "showed that the flood plain needs another package than the hills",
        "keeps a poverty register, from which the territories were drawn",
        "ranked {n} needs in open session and the top four became ours",
        "supplied a baseline by sex and age for every subdistrict",
        "pointed out two settlements missing in the census",
    ),
    "C2": (
        "rewrote the second objective during a two-day drafting meeting",
        "turned down our first plan and sent back {n} amendments",
        "was asked for comments by letter and answered in time",
        "voted on the proposal before it went to headquarters",
        "chose the order of the work packages together with our team",
        "sat with the drafting group for {n} sessions",
        "struck out a training line and put street lighting in its place",
        "heard the plan at a public meeting; objections are in the annex",
        "signed the concept after the schools component had been added",
        "joined the theory-of-change exercise and moved two outcomes",
    ),
    "C3": (
        "holds {n} of the seats on the steering committee and votes",
        "co-chairs the board with the resident coordinator's office",
        "may stop any payment from the local lines",
        "is invited to board meetings as an observer",
        "appoints the deputy chair by turns of one year",
        "receives the papers two weeks ahead and puts items on the agenda",
        "has a vote on work plans though not on staffing",
        "nominated {n} members, of whom half are women",
        "leads the technical group that reports to the board",
        "asked for a second seat, which was granted in the spring",
    ),
    "C4": (
        "receives a direct grant in {n} instalments",
        "manages the small-works budget through its own treasury",
        "is paid per verified result and keeps the surplus",
        "gets a share of operating cost on top of activity money",
        "signed a transfer agreement that covers the second year as well",
        "takes over procurement of equipment from the third quarter",
        "was promised a block grant tied to its investment plan",
        "will pass part of the money to {n} village funds",
        "has an account of its own at the regional bank for this programme",
        "shares the field budget with one national intermediary",
    ),
    "C5": (
        "leads output {n} and reports on it without a go-between",
        "builds the market halls under a sub-agreement",
        "hires the extension workers and supervises them",
        "runs the mobile registration teams in the outer wards",
        "delivers teacher coaching in the local language",
        "hosts workshops and lends its hall",
        "repairs {n} wells a year with its own crew",
        "signed for named outputs with dates and prices",
        "carries out surveys while we only check quality",
        "is responsible for the seed bank and its stock book",
    ),
    "C6": (
        "books all receipts in its own accounting system",
        "asked for {n} trained surveyors and got them",
        "had its gaps assessed, and the plan follows that list",
        "will own the data platform after the hand-over in year three",
        "uses its annual plan as our work plan",
        "moves to digital land records with our support",
        "trains its tax staff with material it wrote itself",
        "publishes quarterly statistics that we no longer collect twice",
        "set up an asset register for {n} public buildings",
        "takes the maintenance cost into its regular budget",
    ),
    "C7": (
        "reports school attendance each term against a baseline",
        "counts events and people only, for the time being",
        "set targets by territory and {n} of them have actuals",
        "measures travel time to services with its own enumerators",
        "has published the first-year results on a notice board and online",
        "follows child weight by district together with the health office",
        "agreed on {n} outcome indicators with values for each valley",
        "compares income before and after with a panel of families",
        "sends water quality readings every month",
        "keeps the results sheet that both sides sign",
    ),
    "C8": (
        "runs a complaints desk that took {n} cases",
        "rated our work in a survey and we answered point by point",
        "reads the yearly report aloud in three languages",
        "checks that disabled residents can use each new building",
        "publishes who asked what and what came of it",
        "tested the hotline and found it silent on Sundays",
        "holds a learning day at which {n} lessons were noted",
        "asked for a sign-language summary, now produced",
        "chose indicators for young mothers and for herders",
        "gave us a low mark on timeliness, and deadlines were moved",
    ),
}

RECORD = (
    "The minutes of {month} say so on page {n}.",
    "This stands in the signed agreement, annex {n}.",
    "See the budget note of {month}.",
    "A letter dated {month} confirms it.",
    "The photograph album and attendance list are on file.",
    "Section {n} of the results framework has the details.",
    "Proof: the resolution passed in {month}.",
    "The auditor looked at it in {month} and had no remark.",
    "It was printed in the local gazette.",
    "The record is kept by the clerk, who can be called.",
    "Our field visit of {month} came to the same finding.",
    "The dataset behind it was released in {month}.",
)

NEXT = (
    "A second round is planned for {month}.",
    "Nothing has changed since the last report.",
    "Costs rose by {n} per cent, which the reserve covers.",
    "Roads were closed for {n} weeks, hence a short delay.",
    "We hope to widen this to {place3}.",
    "Staff turnover remains a risk here.",
    "The neighbours in {place3} would like to follow.",
    "An exit plan will be discussed in {month}.",
    "Elections in {month} may bring new counterparts.",
    "Further data are expected by {month}.",
    "No objection has reached us so far.",
    "Two questions stay open and are on the agenda.",
    "It took {n} months longer than we had thought.",
    "The lesson from {place3} was taken into account.",
)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

PLACES = tuple(
    first + last
    for first in ("Bar", "Kel", "Tam", "Oru", "Sen", "Mak", "Wil", "Dov", "Hal", "Nyo", "Pir", "Zu")
    for last in ("anda", "ikoro", "mere", "osta", "uvale", "beni")
)

STOCK = ("None planned.", "Not applicable at this stage.", "No activity under this heading.")


class Writer:
    """Writes texts for one portfolio and remembers what has been used."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used: set[tuple[str, int, int, int, int]] = set()

    def text(self, criterion: str) -> str:
        rng, sizes = self.rng, (len(WHO), 10, len(RECORD), len(NEXT))
        while True:
            key = [int(rng.random() * size) for size in sizes]
            # three fragments of four, the one left out marked by -1
            near = {(criterion, *(-1 if n == out else part for n, part in enumerate(key))) for out in range(4)}
            if not near & self.used:
                break
        self.used |= near
        who, what, record, after = key
        line = f"{WHO[who]} {WHAT[criterion][what]}. {RECORD[record]} {NEXT[after]}"
        places = [PLACES[int(rng.random() * len(PLACES))] for _ in range(3)]
        return line.format(
            place=places[0],
            place2=places[1],
            place3=places[2],
            n=2 + int(rng.random() * 17),
            month=MONTHS[int(rng.random() * 12)],
        )

    def nearly(self, text: str) -> str:
        """The same text with one word slipped in: more than 0.9 alike by any usual measure of letters."""
        words = text.split(" ")
        at = 1 + int(self.rng.random() * (len(words) - 2))
        words.insert(at, ("also", "now", "indeed", "again", "duly", "partly")[int(self.rng.random() * 6)])
        return " ".join(words)
