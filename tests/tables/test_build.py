"""The builder itself: what the other tests stand on."""

from tests.tables.build import a_plan, tables_of


def test_everybody_is_seated_once_a_round(app):
    with app.app_context():
        plan = a_plan(tables=(3, 2), rounds=2, in_force=True)
        assert [[len(people) for people in round_] for round_ in tables_of(plan)] == [[3, 2]] * 2
