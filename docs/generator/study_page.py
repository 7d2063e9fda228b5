"""docs/reference/study.md: every key of a study file, from the JSON Schema of `StudySpec`."""

from docs.generator.markdown import page, section, table
from docs.generator.scenario_page import HEADER, keys_of
from sim.scenario.varying.study_spec import StudySpec

INTRO = """A study file is one YAML mapping that says what varies around a scenario; `buddy-sim sweep` and
`buddy-sim sensitivity` take it in place of a scenario file, and options beat what it says. `scenario` is required. A
key that is not listed is an error. `buddy-sim schema study` prints the JSON Schema."""

EXAMPLE = """    scenario: scenarios/breakdowns.yaml
    vary:                                       # all combinations of
      retry.max_retries: 0..4 step 2            #   a range,
      assignment.strategy: [round_robin, load_balanced]   # a list,
      outages:                                  #   and alternatives under names of your own
        rare: {fleet.breakdowns.mtbf: 2h}
        often: {fleet.breakdowns.mtbf: 20min, fleet.breakdowns.mttr: 1min}
    zip:                                        # and of keys that change together
      - fleet.agents.0.count: [3, 6]
        fleet.agents.0.capacity: [2, 1]
    where: [retry.max_retries > 0 or outages == 'rare']   # but only these
    replications: 20
    metrics: [success_rate, makespan]"""


def study_page() -> str:
    """Return the page."""
    parts = [
        section(title, note, table(HEADER, (key.cells() for key in keys)))
        for title, note, keys in keys_of(StudySpec.model_json_schema(), "The study")
    ]
    return page("Study keys", INTRO, section("An example", EXAMPLE), *parts)
