"""Men on one agent other than testosterone, on volumes only, or on nothing: 5, 10 to 12."""

from datetime import date

from labs.demo.acts import (
    OTHER_DOSE,
    CorrectionAct,
    DecisionAct,
    DemoPatient,
    DrawAct,
    NotDone,
    StartAct,
    StopAct,
    Volume,
    prader,
)
from labs.demo.laboratories import HARBOUR, NORTHGATE, QUAY


def _ultrasound(left: str, right: str, diameters: tuple[str, str], operator: str) -> Volume:
    return Volume("ultrasound-ellipsoid", left, right, operator, *diameters)


CORRECTED = DemoPatient(
    "N-0003",
    "Emil Synthetic",
    "north",
    date(1994, 9, 8),
    date(2026, 3, 10),
    (
        DrawAct(
            -52,
            "08:15",
            HARBOUR,
            "2.6",
            "3.0",
            "7.4",
            "58",
            prader("15", "15"),
            fasting=True,
        ),
        DrawAct(-30, "07:50", HARBOUR, "3.3", "2.7", "8.1", "64", baseline=True),
        StartAct(0, "Enclomifene", "tablet", "oral"),
        DrawAct(28, "08:10", HARBOUR, "6.4", "5.2", "17.9", "96"),
        DrawAct(56, "08:25", HARBOUR, "5.1", "6.0", "31.4", "84"),
        DecisionAct(
            58,
            "changed",
            "Enclomifene: the text of the prescription.",
            "Testosterone above the laboratory's interval.",
            (56,),
        ),
        StopAct(58, "Enclomifene", "testosterone above the interval"),
        StartAct(
            58,
            "Enclomifene",
            "tablet",
            "oral",
            "testosterone above the interval",
            dose=OTHER_DOSE,
        ),
        CorrectionAct(
            64,
            56,
            "testosterone",
            "13.4",
            "the laboratory's correction: digits were turned round",
        ),
        DecisionAct(
            66,
            "changed",
            "Enclomifene: back to the earlier text of the prescription.",
            "The testosterone of that draw was corrected.",
            (56,),
        ),
        StopAct(66, "Enclomifene", "the result was corrected"),
        StartAct(66, "Enclomifene", "tablet", "oral", "the result was corrected"),
        DrawAct(
            98,
            "08:00",
            HARBOUR,
            "7.2",
            "5.6",
            "16.8",
            "101",
            prader("20", "15"),
            fasting=True,
        ),
        DrawAct(154, "15:35", HARBOUR, "5.8", "6.3", "13.9", "92", notes="Afternoon."),
        DrawAct(
            161,
            "08:05",
            HARBOUR,
            "6.6",
            None,
            "18.6",
            "105",
            notes="Measured again in the morning.",
        ),
        DrawAct(245, "08:20", HARBOUR, "5.9", "5.4", "17.2", "94", prader("20", "20")),
    ),
    account="emil@north.example",
)

MOVED = DemoPatient(
    "S-0003",
    "Jonas Synthetic",
    "south",
    date(1996, 12, 1),
    date(2026, 1, 19),
    (
        DrawAct(-45, "08:30", QUAY, "2.2", "2.3", "6.6", "52", prader("12", "15")),
        DrawAct(-17, "08:10", QUAY, "2.4", "2.1", "7.3", "60", baseline=True),
        StartAct(0, "Clomifene", "tablet", "oral"),
        DrawAct(33, "08:20", QUAY, "7.8", "5.9", "19.2", "128"),
        DrawAct(
            75,
            "08:00",
            QUAY,
            "6.2",
            "6.8",
            "17.5",
            "119",
            prader("15", "15"),
            notes="The last check before he moves.",
        ),
        DrawAct(131, "08:35", NORTHGATE, "6.8", "6.1", "521", "27"),
        DrawAct(196, "08:10", NORTHGATE, "5.9", "7.2", "478", "24", prader("15", "15")),
        DecisionAct(
            205,
            "stopped",
            "Clomifene.",
            "To see the values without it.",
            (131, 196),
            next_check=258,
            next_check_words="about seven weeks later",
        ),
        StopAct(210, "Clomifene", "to see the values without it"),
        DrawAct(258, "08:45", NORTHGATE, "3.1", "3.5", "349", "17"),
        DrawAct(
            301,
            "08:25",
            QUAY,
            "2.9",
            "3.2",
            "12.1",
            "70",
            notes="On a visit home.",
            reviewed=False,
        ),
    ),
)

ONLY_VOLUMES = DemoPatient(
    "N-0008",
    "Karl Synthetic",
    "north",
    date(1998, 2, 14),
    date(2024, 11, 11),
    (
        DrawAct(-10, volume=prader("20", "20", "examiner A")),
        DrawAct(
            -10,
            volume=_ultrasound(
                "15.3", "15.9", ("4.5 2.7 2.4", "4.5 2.7 2.5"), "examiner C"
            ),
            key="ultrasound",
        ),
        StartAct(0, "Testosterone", "enanthate", "intramuscular", "from history", ""),
        DrawAct(92, volume=prader("15", "20", "examiner A")),
        DrawAct(181, volume=prader("15", "15", "examiner B")),
        DrawAct(
            181,
            volume=_ultrasound(
                "11.6", "12.1", ("4.2 2.4 2.2", "4.2 2.5 2.2"), "examiner C"
            ),
            key="ultrasound",
        ),
        DrawAct(270, volume=prader("15", NotDone("swollen after a blow"), "examiner A")),
        DrawAct(371, volume=prader("12", "15", "examiner B")),
        DecisionAct(
            374,
            "discussed",
            "He stops with his family doctor; the volumes are followed here.",
            "His hormones are measured elsewhere.",
            (371,),
            next_check=480,
            next_check_words="twice a year",
        ),
        StopAct(375, "Testosterone", "with his family doctor"),
        DrawAct(480, volume=prader("15", "15", "examiner A")),
        DrawAct(
            480,
            volume=_ultrasound(
                "12.9", "13.5", ("4.3 2.5 2.3", "4.3 2.5 2.4"), "examiner D"
            ),
            key="ultrasound",
        ),
        DrawAct(610, volume=prader("20", "15", "examiner A")),
        DrawAct(735, volume=prader("20", "20", "examiner A")),
        DrawAct(
            735,
            volume=_ultrasound(
                "14.7", "15.3", ("4.5 2.6 2.4", "4.5 2.7 2.4"), "examiner C"
            ),
            key="ultrasound",
        ),
    ),
)

UNTREATED = DemoPatient(
    "N-0009",
    "Leon Synthetic",
    "north",
    date(2000, 5, 19),
    date(2024, 11, 18),
    (
        DrawAct(0, "08:25", QUAY, "21.4", "34.0", "9.6", "88", prader("3", "4")),
        DrawAct(37, "08:10", QUAY, "17.8", "36.7", "10.9"),
        DecisionAct(
            40,
            "referred",
            "A karyotype was asked for elsewhere.",
            "LH and FSH above the interval on two draws, small firm testes.",
            (0, 37),
            next_check=405,
            next_check_words="yearly",
        ),
        DrawAct(190, "08:40", QUAY, "24.3", "31.9", "8.8", "79", prader("3", "3")),
        DrawAct(365, "16:05", QUAY, "19.9", "38.2", "7.4", "70", notes="Afternoon."),
        DrawAct(
            372,
            "08:05",
            QUAY,
            "22.6",
            None,
            "9.7",
            "83",
            notes="Measured again in the morning.",
        ),
        DecisionAct(
            375,
            "waited",
            "No treatment.",
            "By his wish.",
            (365, 372),
            next_check=740,
            next_check_words="yearly",
        ),
        DrawAct(554, "", QUAY, "26.1", "35.3", "8.1", "76", prader("4", "3")),
        DrawAct(
            731,
            "08:15",
            QUAY,
            "23.7",
            "39.4",
            "8.4",
            "81",
            prader("3", "3"),
            reviewed=False,
        ),
    ),
    aim="later",
    aim_words="Perhaps one day.",
    aim_day=0,
)
