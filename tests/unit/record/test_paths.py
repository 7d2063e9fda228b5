"""Folders of waves and agents."""

import pytest

from sim.record.paths import agent_file, agent_folder


@pytest.mark.parametrize(
    ("agent_id", "folder"),
    [("agent_0", "agent_0"), ("nora", "agent_nora"), ("agents", "agent_agents"), (None, "agent_unassigned")],
)
def test_the_folder_is_the_id_where_it_begins_with_agent(agent_id, folder):
    assert agent_folder(agent_id) == folder


def test_a_file_of_an_agent_in_a_wave():
    assert agent_file(12, "nora", "x.jsonl").as_posix() == "wave_12/agent_nora/x.jsonl"
