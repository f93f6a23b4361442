"""For each note a man who must see it, and one who must not: as data."""

from dataclasses import replace

from labs.readings import CIRCUMSTANCES, BaselineFact, RecordedTestes
from tests.factories import RANGES, blood, course, decided, draw, episode, reading, volume

NO_LH_RANGE = {key: text for key, text in RANGES.items() if key != "lh"}
ON, LATER = "2025-06-02 08:00", "2025-09-01 08:10"
LAB = {"laboratory": "Harbour", "method": "ECLIA"}
_FOR_DRAW = (*CIRCUMSTANCES, "laboratory")


def drawn(on=ON, *, method="ECLIA", status="final", ranges=RANGES, **values):
    """One draw of blood: `drawn(lh="<0.1", testosterone="21")`."""
    marked = {key: values.pop(key) for key in _FOR_DRAW if key in values}
    taken = draw(on, **{"laboratory": "Harbour"} | marked)
    return blood(taken, values, ranges=ranges, method=method, status=status)


def sized(on, left="15", right="", *, taken=None, **more):
    """Volumes, in the draw of the blood of that day where `taken` says so."""
    with_draw = {"taken": taken} if taken else {}
    facts = {"on": on} | with_draw | more
    return [
        volume(text, side, id=f"{side} {on}", **facts)
        for side, text in (("left", left), ("right", right))
        if text
    ]


def man(*draws, on=(), **facts):
    """His draws, and agents on record: `("hcg", "2025-01-01", "2025-03-01")` or a key."""
    told = [(each,) if isinstance(each, str) else each for each in on]
    episodes = [episode(key, *(days or ("2025-01-10",))) for key, *days in told]
    readings = [each for one in draws for each in one]
    return course(*readings, episodes=episodes, **facts)


def without_testes(*draws, **facts):
    """A man who has neither, by record."""
    return replace(man(*draws, **facts), testes=RecordedTestes("absent", "prosthesis"))


def baseline(of, on, side=""):
    result = f"{of}{side} {on}"
    return BaselineFact(of, side, result, 0)


LOW = {"lh": "0.4", "fsh": "0.3"}
NONE = {"lh": "<0.1", "fsh": "<0.2"}
WELL = {"lh": "4.1", "fsh": "5.0", "testosterone": "17.2"}
ENDED = ("testosterone", "2023-03-01", "2025-01-20")
PAST = ("testosterone", "2023-03-01", "2024-01-20")

with_volume = [
    *drawn(LATER, **NONE),
    *sized(LATER, taken=draw(LATER, laboratory="Harbour")),
]
t_before = drawn("2023-02-01 08:00", testosterone="19.0")

# key: (the man who sees it at his last draw, the man who does not)
DOCUMENT = {
    "gonadotropins-low-on-testosterone": (
        man(drawn(**LOW), on=["testosterone"]),
        man(drawn(**LOW)),
    ),
    "serum-testosterone-on-testosterone": (
        man(drawn(testosterone="21"), on=["testosterone"]),
        man(drawn(testosterone="21"), on=["testosterone", "hcg"]),
    ),
    "testosterone-from-two-sources": (
        man(drawn(testosterone="21"), on=["testosterone", "hcg"]),
        man(
            drawn(testosterone="21"),
            on=["testosterone", ("hcg", "2024-01-01", "2024-05-01")],
        ),
    ),
    "volume-lower-on-testosterone": (
        man(sized("2025-02-01", "20"), sized("2025-08-01", "15"), on=["testosterone"]),
        man(sized("2025-02-01", "15"), sized("2025-08-01", "15"), on=["testosterone"]),
    ),
    "sperm-production-on-testosterone": (
        man(drawn(fsh="0.3"), on=["testosterone"]),
        man(drawn(fsh="0.3"), on=["testosterone", "follitropin"]),
    ),
    "leydig-long-silence": (
        man(drawn(lh="<0.1"), drawn(LATER, lh="<0.1"), on=["testosterone"]),
        man(drawn(lh="0.9"), drawn(LATER, lh="<0.1"), on=["testosterone"]),
    ),
    "sertoli-tubules": (
        man(drawn(**NONE), with_volume, on=["testosterone"]),
        man(drawn(**NONE), drawn(LATER, **NONE), on=["testosterone"]),
    ),
    "level-source-untold": (
        man(drawn(lh="0.4", testosterone="14")),
        man(drawn(lh="0.4", testosterone="14"), on=[ENDED]),
    ),
    "level-after-testosterone": (
        man(drawn(lh="<0.1", testosterone="14", ranges=NO_LH_RANGE), on=[ENDED]),
        man(drawn(lh="<0.1", testosterone="14"), on=["testosterone"]),
    ),
    "level-without-testes": (
        without_testes(drawn(lh="28.4", testosterone="15.2"), on=[ENDED]),
        man(drawn(lh="28.4", testosterone="15.2"), on=[ENDED]),
    ),
    "inside-the-testis": (
        man(drawn(testosterone="21"), on=["hcg"]),
        man(drawn(testosterone="21")),
    ),
    "hcg-stands-in-for-lh": (
        man(drawn(lh="<0.1", testosterone="14"), on=["hcg"]),
        man(drawn(lh="<0.1", testosterone="14"), on=["hcg", "testosterone"]),
    ),
    "hcg-estradiol": (
        man(drawn(estradiol="100"), drawn(LATER, estradiol="120"), on=["hcg"]),
        man(drawn(estradiol="120"), drawn(LATER, estradiol="100"), on=["hcg"]),
    ),
    "estradiol-from-two-sources": (
        man(drawn(estradiol="171"), on=["hcg", "testosterone"]),
        man(drawn(estradiol="120"), on=["hcg", "testosterone"]),
    ),
    "hcg-volume": (
        man(sized("2025-02-01", "12"), sized("2025-08-01", "15"), on=["hcg"]),
        man(sized("2025-02-01", "12"), sized("2025-08-01", "15")),
    ),
    "hcg-alongside-testosterone": (
        man(drawn(lh="0.3"), on=["hcg", "testosterone"]),
        man(drawn(lh="0.3"), on=["hcg", PAST]),
    ),
    "hcg-gives-no-fsh": (
        man(drawn(fsh="0.3"), on=["hcg"]),
        man(drawn(fsh="5.1"), on=["hcg"]),
    ),
    "hcg-long": (
        man(drawn(lh="0.3"), drawn(LATER, lh="0.3"), on=["hcg"]),
        man(drawn(lh="0.3"), drawn(LATER, lh="0.3"), on=[("hcg", "2025-08-01")]),
    ),
    "serm-raises-signals": (
        man(
            drawn("2024-12-20 08:00", lh="<0.1"),
            drawn(lh="3.0"),
            drawn(LATER, lh="2.9"),
            on=["clomifene"],
        ),
        man(
            drawn("2024-12-20 08:00", lh="3.0"),
            drawn(lh="2.0"),
            drawn(LATER, lh="2.9"),
            on=["clomifene"],
        ),
    ),
    "serm-drives-values": (
        man(drawn(testosterone="21"), on=["enclomifene"]),
        man(drawn(testosterone="21"), on=["raloxifene"]),
    ),
    "serm-lasting": (
        man(drawn(testosterone="21"), on=[PAST, "clomifene"]),
        man(drawn(testosterone="6"), on=[PAST, "clomifene"]),
    ),
    "serm-fsh": (
        man(drawn(fsh="6.1"), on=["clomifene"]),
        man(drawn(fsh="6.1"), on=["tamoxifen"]),
    ),
    "enclomifene": (
        man(drawn(lh="6.1"), on=["enclomifene"]),
        man(drawn(lh="6.1"), on=["clomifene"]),
    ),
    "serm-effects-named": (
        man(drawn(lh="6.1"), on=["clomifene"]),
        man(drawn(lh="6.1"), on=["enclomifene"]),
    ),
    "serm-after-hcg": (
        man(drawn(lh="6.1"), on=[("hcg", "2024-06-01", "2024-12-01"), "tamoxifen"]),
        man(drawn(lh="6.1"), on=[("hcg", "2025-03-01"), "tamoxifen"]),
    ),
    "hcg-with-serm": (
        man(drawn(lh="6.1"), on=["hcg", "raloxifene"]),
        man(drawn(lh="6.1"), on=[("hcg", "2024-06-01", "2024-12-01"), "raloxifene"]),
    ),
    "estradiol-up-on-testosterone": (
        man(drawn(estradiol="171"), on=["testosterone"]),
        man(drawn(estradiol="120"), on=["testosterone"]),
    ),
    "estradiol-on-aromatase-inhibitor": (
        man(drawn(estradiol="60"), on=["letrozole"]),
        man(drawn(estradiol="60"), on=[("letrozole", "2025-06-02")]),
    ),
    "fsh-given": (
        man(drawn(fsh="9"), on=["follitropin"]),
        man(drawn(fsh="9"), on=["menotropin"]),
    ),
    "off-testosterone-still-low": (
        man(drawn(lh="0.5"), on=[ENDED]),
        man(drawn(lh="0.5"), on=[ENDED, "hcg"]),
    ),
    "first-lh-signal": (
        man(drawn(lh="<0.1"), drawn(LATER, lh="0.4"), on=[ENDED]),
        man(drawn(lh="<0.1", method="CMIA"), drawn(LATER, lh="0.4"), on=[ENDED]),
    ),
    "lh-back-testosterone-not-yet": (
        man(drawn(lh="3.3", testosterone="6.0"), on=[ENDED]),
        man(drawn(lh="3.3", testosterone="6.0"), on=["testosterone"]),
    ),
    "not-back-to-baseline": (
        man(
            t_before,
            drawn(testosterone="9"),
            drawn(LATER, testosterone="11"),
            on=[ENDED],
            baselines=[baseline("testosterone", "2023-02-01T08:00:00+01:00")],
        ),
        man(t_before, drawn(testosterone="9"), drawn(LATER, testosterone="11"), on=[ENDED]),
    ),
    "volume-rising-off-testosterone": (
        man(sized("2025-02-01", "12"), sized("2025-08-01", "15"), on=[ENDED]),
        man(sized("2025-02-01", "12"), sized("2025-08-01", "15"), on=["testosterone"]),
    ),
    "what-lh-does": (man(drawn(lh="4")), man(drawn(fsh="4"))),
    "what-fsh-does": (man(drawn(fsh="4")), man(drawn(fsh="4"), on=["clomifene"])),
    "what-testosterone-does": (
        man(drawn(testosterone="14")),
        man(drawn(testosterone="14"), on=["testosterone"]),
    ),
    "what-estradiol-does": (
        man(drawn(estradiol="90")),
        man(drawn(estradiol="90"), on=["anastrozole"]),
    ),
    "what-volume-shows": (
        man(sized("2025-02-01")),
        man(sized("2025-02-01", "20"), sized("2025-08-01", "15"), on=["testosterone"]),
    ),
    "two-signals-for-sperm": (
        man(drawn(sperm_concentration="31", ranges={})),
        man(drawn(sperm_concentration="31", ranges={}), on=["testosterone"]),
    ),
    "feedback": (man(drawn(**WELL)), man(drawn(**WELL), on=["opioid"])),
    "signal-high-response-low": (
        man(drawn(lh="14", testosterone="6")),
        man(drawn(lh="14", testosterone="16")),
    ),
    "both-low-no-agent": (
        man(drawn(lh="1.0", testosterone="6")),
        man(drawn(lh="1.0", testosterone="6"), on=[PAST]),
    ),
    "metabolic": (man(drawn(weight="92", ranges={})), man(drawn(lh="4"))),
    "choice-is-shared": (
        man(drawn(lh="4"), decisions=[decided(pins=drawn(lh="4"))]),
        man(drawn(lh="4"), decisions=[decided(pins=drawn(LATER, lh="4"))]),
    ),
}

# What gives the testes a signal of its own, or calls on the pituitary for one.
CALLING = ("clomifene", "gonadorelin", "tamoxifen")
SIGNALS = ("hcg", "menotropin", "follitropin", *CALLING)
WORDS = "see the comment"

# More men who must not see it, so that every clause of every rule keeps somebody away.
NOR = {
    "gonadotropins-low-on-testosterone": [
        man(drawn(**LOW), on=["testosterone", other]) for other in SIGNALS if other != "hcg"
    ],
    "serum-testosterone-on-testosterone": [
        man(drawn(testosterone=WORDS), on=["testosterone"]),
        *(
            man(drawn(testosterone="21"), on=["testosterone", other])
            for other in ("menotropin", *CALLING)
        ),
    ],
    "testosterone-from-two-sources": [
        man(drawn(testosterone=WORDS), on=["testosterone", "hcg"]),
        *(
            man(drawn(testosterone="21"), on=["testosterone", "hcg", other])
            for other in ("menotropin", *CALLING)
        ),
    ],
    "level-source-untold": [
        man(drawn(lh="4", testosterone="14")),
        man(drawn(lh="0.4", testosterone="6")),
        man(drawn(lh="0.4", testosterone="14", ranges={})),
        man(drawn(lh=WORDS, testosterone="14")),
        man(drawn(testosterone="14")),
        man(drawn(lh="0.4", testosterone="<20")),
        without_testes(drawn(lh="0.4", testosterone="14")),
    ],
    "level-after-testosterone": [
        man(drawn(lh="4", testosterone="14"), on=[ENDED]),
        man(drawn(lh="<0.1", testosterone="6"), on=[ENDED]),
        man(drawn(lh="<0.1", testosterone="14")),
        man(drawn(lh="<0.1", testosterone="14"), on=[("testosterone", "2025-06-02")]),
        man(drawn(lh="<0.1", testosterone="14"), on=[("testosterone", "2025-09-01")]),
        man(drawn(lh="<0.1", testosterone="14"), on=["testosterone", "hcg"]),
    ],
    "level-without-testes": [
        without_testes(drawn(lh="28.4", testosterone="15.2")),
        without_testes(drawn(lh="28.4", testosterone="6.1"), on=[ENDED]),
    ],
    "inside-the-testis": [man(drawn(testosterone=WORDS), on=["testosterone"])],
    "hcg-volume": [
        man(sized("2025-02-01", "12"), sized("2025-08-01", "15"), on=["hcg", other])
        for other in SIGNALS
        if other != "hcg"
    ],
    "volume-lower-on-testosterone": [
        man(sized("2025-02-01", "20"), sized("2025-08-01", "15")),
        *(
            man(
                sized("2025-02-01", "20"),
                sized("2025-08-01", "15"),
                on=["testosterone", other],
            )
            for other in SIGNALS
        ),
    ],
    "sperm-production-on-testosterone": [
        man(drawn(fsh="0.3"), on=["testosterone", other]) for other in SIGNALS
    ],
    "leydig-long-silence": [
        man(drawn(lh="<0.1"), drawn(LATER, lh="<0.1"), on=[other])
        for other in (
            "hcg",
            "menotropin",
            *CALLING,
            # It had gone on while LH was below detection.
            ("hcg", "2025-01-10", "2025-07-01"),
        )
    ],
    "sertoli-tubules": [
        man(drawn(fsh="0.3", lh="<0.1"), with_volume),
        man(drawn(**NONE), [each for each in with_volume if each.analyte.key != "lh"]),
        *(
            man(drawn(**NONE), with_volume, on=[other])
            for other in (*SIGNALS, ("follitropin", "2025-01-10", "2025-07-01"))
        ),
    ],
    "hcg-stands-in-for-lh": [
        man(drawn(lh="<0.1", testosterone="14"), on=[("hcg", "2024-01-01", "2024-05-01")])
    ],
    "hcg-gives-no-fsh": [man(drawn(fsh="0.3"), on=["hcg", "menotropin"])],
    "serm-raises-signals": [
        man(
            drawn("2024-12-20 08:00", lh="<0.1"),
            drawn(LATER, lh="2.9"),
            on=[("clomifene", "2025-01-10", "2025-06-01")],
        ),
        man(drawn(LATER, lh="2.9"), on=["clomifene"]),
        man(
            drawn("2024-12-20 08:00", fsh="<0.2"),
            drawn(LATER, fsh="2.9"),
            on=["clomifene", "follitropin"],
        ),
    ],
    "serm-drives-values": [
        man(drawn(estradiol="90"), on=["clomifene"]),
        man(drawn(testosterone=WORDS), on=["clomifene"]),
    ],
    "serm-lasting": [
        man(drawn(testosterone="21"), on=["clomifene"]),
        man(drawn(testosterone="21"), on=["testosterone", "clomifene"]),
        man(drawn(testosterone="21"), on=[PAST, "raloxifene"]),
    ],
    "hcg-estradiol": [
        man(drawn(estradiol="171"), on=["hcg", "testosterone"]),
        man(drawn(estradiol="171"), on=["testosterone"]),
    ],
    "estradiol-from-two-sources": [
        man(drawn(estradiol="171"), on=["hcg", PAST]),
        man(
            drawn(estradiol="171"), on=["testosterone", ("hcg", "2024-01-01", "2024-05-01")]
        ),
    ],
    "estradiol-up-on-testosterone": [
        man(drawn(estradiol="171"), on=["testosterone", "hcg"])
    ],
    "estradiol-on-aromatase-inhibitor": [
        man(drawn(lh="4"), on=["letrozole"]),
        man(drawn(estradiol=WORDS), on=["letrozole"]),
    ],
    "fsh-given": [
        man(drawn(lh="4"), on=["follitropin"]),
        man(drawn(fsh=WORDS), on=["follitropin"]),
    ],
    "first-lh-signal": [
        man(drawn(lh="<0.1"), drawn(LATER, lh="0.4")),
        man(drawn(lh="<0.1"), drawn(LATER, lh="0.4"), on=[ENDED, "clomifene"]),
    ],
    "lh-back-testosterone-not-yet": [
        man(drawn(lh="3.3", testosterone="6.0")),
        man(drawn(lh="3.3", testosterone="6.0"), on=[ENDED, "glucocorticoid"]),
        man(drawn(lh="3.3", testosterone="16.0"), on=[ENDED]),
    ],
    "not-back-to-baseline": [
        man(
            t_before,
            drawn(testosterone="9"),
            drawn(LATER, testosterone="11"),
            on=on,
            baselines=[baseline("testosterone", "2023-02-01T08:00:00+01:00")],
        )
        for on in (
            [],
            [ENDED, ("hcg", "2025-05-01", "2025-07-01")],
            # His baseline was drawn on an agent, and after one.
            [("testosterone", "2022-03-01", "2025-01-20")],
            [ENDED, ("opioid", "2022-03-01", "2022-09-01")],
        )
    ],
    "signal-high-response-low": [man(drawn(lh="14", testosterone="6"), on=["opioid"])],
    "time-since-dose-differs": [
        man(
            drawn(testosterone="20", since_dose="P3D"),
            drawn(LATER, testosterone="14", since_dose="trough"),
        )
    ],
}

BEFORE = drawn(lh="4.0", testosterone="14", estradiol="90")
HEAVY = {"lh": "1.5-9.3"}
MEASUREMENT = {
    "below-detection": (man(drawn(lh="<0.1")), man(drawn(lh="0.1"))),
    "above-detection": (man(drawn(estradiol=">4000")), man(drawn(estradiol="4000"))),
    "printed-in-words": (man(drawn(lh="not detected")), man(drawn(lh="<0.1"))),
    "floor-changed": (
        man(drawn(lh="<0.3"), drawn(LATER, lh="<0.1")),
        man(drawn(lh="<0.3"), drawn(LATER, lh="<0.3")),
    ),
    "method-changed": (
        man(BEFORE, drawn(LATER, lh="4", method="CMIA")),
        man(BEFORE, drawn(LATER, lh="4", method="")),
    ),
    "laboratory-changed": (
        man(BEFORE, drawn(LATER, lh="4", laboratory="Quay", method="")),
        man(BEFORE, drawn(LATER, lh="4", laboratory="Quay")),
    ),
    "unit-without-conversion": (
        man([reading("hba1c", "36", on=ON)], [reading("hba1c", "5.4", unit="%", on=LATER)]),
        man([reading("hba1c", "36", on=ON)], [reading("hba1c", "37", on=LATER)]),
    ),
    "estradiol-immunoassay": (
        man(drawn(estradiol="90", method="Elecsys III (ECLIA)")),
        man(drawn(estradiol="90", method="LC-MS/MS")),
    ),
    "hcg-in-lh-assay": (
        man(drawn(lh="0.4"), on=["hcg"]),
        man(drawn(lh="<0.1"), on=["hcg"]),
    ),
    "interval-changed": (
        man(BEFORE, drawn(LATER, lh="4", ranges=HEAVY)),
        man(BEFORE, drawn(LATER, lh="4", ranges={})),
    ),
    "no-interval": (man(drawn(lh="4", ranges={})), man(drawn(lh="4"))),
    "time-of-day-differs": (
        man(BEFORE, drawn("2025-09-01 16:00", testosterone="11")),
        man(BEFORE, drawn("2025-09-01 10:59", testosterone="11")),
    ),
    "date-only": (man(drawn("2025-06-02", lh="4")), man(drawn(lh="4"))),
    "time-since-dose-differs": (
        man(
            drawn(testosterone="20", since_dose="P3D"),
            drawn(LATER, testosterone="14", since_dose="trough"),
            on=["testosterone"],
        ),
        man(
            drawn(testosterone="20", since_dose="P3D"),
            drawn(LATER, testosterone="14", since_dose="PT72H"),
            on=["testosterone"],
        ),
    ),
    "agents-differ": (
        man(BEFORE, drawn(LATER, lh="1"), on=[("testosterone", "2025-07-01")]),
        man(BEFORE, drawn(LATER, lh="1"), on=["testosterone"]),
    ),
    "first-without-agent": (
        man(BEFORE, drawn(LATER, lh="1"), on=[("hcg", "2025-01-10", "2025-07-01")]),
        man(BEFORE, drawn(LATER, lh="1"), on=[("hcg", "2025-01-10", "2025-04-01")]),
    ),
    "fasting-differs": (
        man(
            drawn(testosterone="14", fasting=True),
            drawn(LATER, testosterone="11", fasting=False),
        ),
        man(drawn(testosterone="14", fasting=True), drawn(LATER, testosterone="11")),
    ),
    "acute-illness": (man(drawn(lh="4", illness=True)), man(drawn(lh="4"))),
    "biotin-taken": (man(drawn(lh="4", biotin=True)), man(drawn(lh="4"))),
    "gel-at-the-needle": (man(drawn(lh="4", gel=True)), man(drawn(lh="4"))),
    "volume-method": (
        man(
            sized("2025-02-01", method="ultrasound-lambert"),
            sized("2025-08-01", method="ultrasound-ellipsoid"),
        ),
        man(sized("2025-02-01"), sized("2025-08-01", "20")),
    ),
    "volume-operator": (
        man(sized("2025-02-01", operator="A. One"), sized("2025-08-01", operator="B. Two")),
        man(sized("2025-02-01", operator="A. One"), sized("2025-08-01", operator="a. one")),
    ),
    "preliminary": (man(drawn(lh="4", status="preliminary")), man(drawn(lh="4"))),
    "corrected": (man(drawn(lh="4", status="corrected")), man(drawn(lh="4"))),
    "one-result": (man(drawn(lh="4")), man(drawn(lh="4"), drawn(LATER, lh="4"))),
}

NOBODY = course()
