"""A clinic at work over the wire, with a man of its own for each test."""

from dataclasses import dataclass

from tests.attack.site import Site, Visitor
from tests.pages import filled, text


@dataclass
class Desk:
    """Who works in the clinic, and a man of whom nobody else of the tests writes."""

    site: Site
    clinician: Visitor
    administrator: Visitor
    ref: str
    number: str

    @classmethod
    def of(cls, site: Site, number: str) -> "Desk":
        people = {
            role: site.member("north", role) for role in ("clinician", "administrator")
        }
        email = next(
            one["email"]
            for one in site.people()
            if (one["clinic"], one["role"]) == ("north", "clinician")
        )
        told = ("--name", "Otto Synthetic", "--born", "1985-03-02", "--as", email)
        made = site.manage("create_patient", number, "--clinic", "north", *told)
        assert made.returncode == 0, made.stderr
        return cls(site, **people, ref=made.stdout.split()[-1], number=number)

    def address(self, rest: str) -> str:
        return f"/patients/{self.ref}/{rest}/"

    def fill_draw(self, report: str, day: str = "2022-02-01", minute: int = 550) -> dict:
        """The form of a draw, opened and filled in, as it will be sent."""
        typed = {"report_number": report, "day": day, "lh_value": "3.2"}
        typed |= {"time": f"{minute // 60:02}:{minute % 60:02}", "lh_unit": "[IU]/L"}
        opened = self.clinician.ask("GET", self.address("panels/new"))
        return filled(opened, "sheet", **typed)

    def record_draw(self, report: str, day: str) -> str:
        """Its uid."""
        form = self.fill_draw(report, day)
        answer = self.clinician.post(self.address("panels/new"), form)
        assert answer.status == 303, text(answer)
        asked = "SELECT uid FROM labs_panel WHERE report_number = ?"
        ((uid,),) = self.site.query(asked, report)
        return uid

    def list_draws(self) -> list[str]:
        """Numbers of his reports in their order, once for each of their results."""
        rows = self.site.query(
            "SELECT p.report_number FROM labs_panel p "
            "JOIN labs_patient m ON m.id = p.patient_id "
            "LEFT JOIN labs_result r ON r.panel_id = p.id WHERE m.ref = ? ORDER BY p.id",
            self.ref,
        )
        return [report for (report,) in rows]

    def result_of(self, panel: str) -> str:
        ((uid,),) = self.site.query(
            "SELECT r.uid FROM labs_result r JOIN labs_panel p ON p.id = r.panel_id "
            "WHERE p.uid = ? AND r.version = 0",
            panel,
        )
        return uid

    def count(self, table: str, where: str, *values: object) -> int:
        ((n,),) = self.site.query(f"SELECT count(*) FROM {table} WHERE {where}", *values)
        return n
