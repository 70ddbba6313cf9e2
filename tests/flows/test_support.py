"""G8 and the second half of G11, from press to press through the pages of the sample year."""

from datetime import datetime

import pytest

from app.access.rules import Role
from app.demo.loader import load_year
from tests.conftest import BERLIN, signed_in

KIND = "Lotsenfunktion in Politik und Verwaltung"


@pytest.fixture
def year(app):
    with app.app_context():
        load_year(datetime(2027, 9, 1, 9, tzinfo=BERLIN))


def minutes(page):
    rows = page.find("caption", string="Summen nach Art").find_parent("table").select("tbody tr")
    return {row.th.text.strip(): row.select("td")[1].text.strip() for row in rows}


def test_g8_support_is_logged_and_comes_back_on_its_day(app, year, office, clock, soup):
    before = minutes(soup(office.get("/buero/unterstuetzung")))
    assert (before[KIND], before["Zusammen"]) == ("585", "1.855")
    page = soup(office.get("/buero/ideen/2027-003"))
    form = page.select_one("#unterstuetzung form")
    typed = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    typed |= {"u-kind": "navigation", "u-minutes": "25", "u-day": "2027-09-01"}
    typed |= {"u-partner": "Amt für Verkehr", "u-follow_up": "2027-09-15"}
    for _ in range(2):
        assert office.post(form["action"], data=typed).status_code == 303
    after = minutes(soup(office.get("/buero/unterstuetzung")))
    assert (after[KIND], after["Zusammen"]) == ("610", "1.880")
    clock.set("2027-09-15T09:00")
    today = soup(signed_in(app, Role.OFFICE).get("/buero/"))
    assert "(Amt für Verkehr)" in today.select_one("[aria-labelledby=gruppe-today]").text


def test_g11_next_deadlines_and_what_is_over(year, office, soup):
    page = soup(office.get("/buero/foerderung"))
    coming = [one.text for one in page.select(".tw-fund-box li")]
    for line, number, day in zip(
        coming, ("F03", "F07", "F04"), ("30.09.2027", "15.10.2027", "01.11.2027"), strict=True
    ):
        assert number in line and day in line
    rows = {row.th.text.strip(): row.text for row in page.select("tbody tr")}
    assert {number for number, text in rows.items() if "vorbei" in text} == {"F01", "F02", "F08"}
    assert "31.08.2027" in rows["F08"]
    assert {number for number, text in rows.items() if "bitte prüfen" in text} == {
        "F04", "F05", "F06",
    }  # fmt: skip
