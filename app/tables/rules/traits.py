"""Head-counts of sectors and organisations at each table, and what one more or fewer costs."""

from dataclasses import dataclass

from .instance import Instance, Plan


@dataclass(frozen=True)
class Kind:
    """A sector or an organisation: a table should have from ``least`` to ``most`` of its people."""

    least: int
    most: int
    point: int
    """What each person too few or too many costs, in units."""

    def cost(self, number: int) -> int:
        return self.point * max(0, self.least - number, number - self.most)

    def prices(self, number: int) -> tuple[int, int]:
        """(when one leaves, when one joins)"""
        leaving = (number <= self.least) - (number > self.most)
        joining = (number >= self.most) - (number < self.least)
        return leaving * self.point, joining * self.point


class Traits:
    """Everybody has up to two kinds; -1 is the kind of those who have none, and costs nothing.

    ``leave[round][table][kind]`` and ``join`` say what the next step costs, so that the search need
    not count.
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.kinds: list[Kind] = []
        self.sector = self._sectors(instance)
        self.organisation = self._organisations(instance)
        places = len(instance.tables)
        width = len(self.kinds) + 1
        self.counts = [[[0] * width for _ in range(places)] for _ in plan]
        self.leave = [[[0] * width for _ in range(places)] for _ in plan]
        self.join = [[[0] * width for _ in range(places)] for _ in plan]
        for counts, tables in zip(self.counts, plan, strict=True):
            for person, table in enumerate(tables):
                for number in self.of(person):
                    counts[table][number] += 1
        self.total = 0
        for round_ in range(len(plan)):
            for table in range(places):
                for number, kind in enumerate(self.kinds):
                    self.total += kind.cost(self.counts[round_][table][number])
                    self._say(round_, table, number)

    def of(self, person: int) -> list[int]:
        return [kind for kind in (self.sector[person], self.organisation[person]) if kind >= 0]

    def _sectors(self, instance: Instance) -> list[int]:
        point = instance.weights.mix * instance.weights.repeat
        number = {}
        if point:
            for sector, (least, most) in instance.sector_bounds.items():
                number[sector] = len(self.kinds)
                self.kinds.append(Kind(least, most, point))
        return [-1 if one.sector is None else number.get(one.sector, -1) for one in instance.guests]

    def _organisations(self, instance: Instance) -> list[int]:
        """Those with too few people for a crowd are left out: they never cost."""
        point = instance.weights.crowd * instance.weights.repeat
        people = [one.organisation for one in instance.guests]
        number = {}
        for organisation, most in instance.most_of_one.items():
            if point and people.count(organisation) > most:
                number[organisation] = len(self.kinds)
                self.kinds.append(Kind(0, most, point))
        return [-1 if one is None else number.get(one, -1) for one in people]

    def _say(self, round_: int, table: int, kind: int) -> None:
        prices = self.kinds[kind].prices(self.counts[round_][table][kind])
        self.leave[round_][table][kind], self.join[round_][table][kind] = prices

    def move(self, round_: int, person: int, here: int, there: int) -> None:
        """Somebody changes the table."""
        for kind in self.of(person):
            for table, step in ((here, -1), (there, 1)):
                self.counts[round_][table][kind] += step
                self._say(round_, table, kind)

    def price(self, round_: int, here: int, there: int, away: list[int], back: list[int]) -> int:
        """What it costs that some go from here to there, and others back."""
        steps: dict[int, int] = {}
        for people, step in ((away, 1), (back, -1)):
            for person in people:
                for kind in self.of(person):
                    steps[kind] = steps.get(kind, 0) + step
        price = 0
        for kind, step in steps.items():
            near, far = self.counts[round_][here][kind], self.counts[round_][there][kind]
            judge = self.kinds[kind].cost
            price += judge(near - step) + judge(far + step) - judge(near) - judge(far)
        return price
