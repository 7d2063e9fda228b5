"""Where the files of a wave and an agent stand inside a result folder."""

from pathlib import Path

UNASSIGNED = "agent_unassigned"
"""Folder of the tasks that never reached an agent; a reserved name."""


def wave_folder(wave: int) -> str:
    """Return the name of a wave's folder.

    >>> wave_folder(3)
    'wave_3'
    """
    return f"wave_{wave}"


def agent_folder(agent_id: str | None) -> str:
    """Return the name of an agent's folder: its id where that begins with `agent_`, else `agent_` + id.

    Args:
        agent_id: the agent's id; None for the tasks that never reached one.

    >>> agent_folder("agent_0"), agent_folder("nora"), agent_folder(None)
    ('agent_0', 'agent_nora', 'agent_unassigned')
    """
    if agent_id is None:
        return UNASSIGNED
    return agent_id if agent_id.startswith("agent_") else f"agent_{agent_id}"


def agent_file(wave: int, agent_id: str | None, name: str) -> Path:
    """Return the path of one agent's file in one wave, relative to the result folder.

    >>> agent_file(1, "nora", "agent_metrics.jsonl").as_posix()
    'wave_1/agent_nora/agent_metrics.jsonl'
    """
    return Path(wave_folder(wave)) / agent_folder(agent_id) / name
