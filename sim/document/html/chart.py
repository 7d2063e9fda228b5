"""A picture that the reader can turn over: its data stand in the page, a script of the page draws them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from sim.document.html.text import html_text


@dataclass(frozen=True)
class Chart:
    """Data, and what is to be seen in them.

    Args:
        kind: which script draws it, see `sim.document.html.page.SCRIPTS`.
        title: the finding, in plain words.
        told: what is shown and how to read it, also for who does not see it.
        data: plain data. Texts of users in it are shown as text only.
    """

    kind: str
    title: str
    told: str
    data: Mapping[str, Any]


def chart_element(chart: Chart) -> str:
    """Return the place of a chart, with its data.

    >>> "<" in json_for_script({"id": "</script><b>"})
    False
    """
    return (
        f'<figure class="chart" data-kind="{escape(chart.kind)}"><figcaption>{html_text(chart.title)}</figcaption>'
        f'<div class="drawing"><noscript><p>This picture is drawn by a script of the page; its numbers stand in the '
        f'tables too.</p></noscript></div><p class="note">{html_text(chart.told)}</p>'
        f'<script type="application/json">{json_for_script(chart.data)}</script></figure>'
    )


def json_for_script(data: Mapping[str, Any]) -> str:
    """Return plain data as JSON that cannot end the element in which it stands, whatever users have written."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
