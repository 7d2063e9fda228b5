"""The assignment strategy and its own settings."""

from typing import Annotated

from pydantic import Field

from sim.scenario.spec.own_settings import OwnSettings
from sim.scenario.values.choices import AssignmentStrategy
from sim.scenario.values.plugin_reference import MAX_LENGTH
from sim.scenario.values.quantities import Seconds, Text


class AssignmentSpec(OwnSettings):
    """The strategy by name; any other key is a setting of the strategy.

    >>> AssignmentSpec(strategy="power_of_d", d=2).settings
    {'d': 2.0}
    """

    strategy: Annotated[Text, Field(min_length=1, max_length=MAX_LENGTH)] = Field(
        AssignmentStrategy.LOAD_BALANCED.value,
        description="Name of the assignment strategy, or one of your own: `./mine.py:NAME`, relative to the "
        "scenario file. Its settings stand beside it.",
    )
    view_delay: Seconds = Field(
        0.0,
        description="How late the strategy sees loads, queues and free slots, in seconds or as a duration; 0: at once.",
    )
