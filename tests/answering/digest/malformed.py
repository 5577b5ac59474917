"""What small models make of "one fact a line, then its anchor in brackets": forms met in the wild, all of the same facts."""

from dataclasses import dataclass

PAGES = (
    "The company sold 4,200 bicycles in Norway.",
    "The total was 45.20 EUR. It is due on 3 May 2024.",
    "Ada approved the budget of 17,000 EUR. Ben disagreed.",
)
"""Pages 1 to 3, on which the facts stand."""

FACTS = (("4,200", "p. 1"), ("45.20", "p. 2"), ("17,000", "p. 3"))
"""What tells each fact, and where it stands."""


@dataclass(frozen=True)
class Malformed:
    """One answer. `truncated`: the API cut it off."""

    name: str
    text: str
    truncated: bool = False


MALFORMED = (
    Malformed(
        "an introduction, numbers, loose anchors",
        "Here are the facts:\n\n1. 4,200 bicycles were sold [p.1]\n2) The total is 45.20 EUR (page 2)\n"
        "3. Ada approved 17,000 EUR [Q3.pdf, p. 3]\n\nI hope this helps!",
    ),
    Malformed(
        "JSON in a fence, with a comma too many",
        'Sure:\n```json\n[{"fact": "4,200 bicycles were sold", "anchor": "p. 1"},\n{"fact": "Total 45.20 EUR", "page": 2},\n'
        '{"text": "Ada approved 17,000 EUR", "anchors": ["p. 3"]},\n]\n```',
    ),
    Malformed(
        "JSON that was cut off",
        '{"facts": [{"fact": "4,200 bicycles were sold", "anchor": "p. 1"}, {"fact": "Total 45.20 EUR", "anchor": "p. 2"}, '
        '{"fact": "Ada approved 17,000 E',
        truncated=True,
    ),
    Malformed(
        "an object for each page, quotes that are not escaped",
        '{"p. 1": ["4,200 "bicycles" were sold"], "p. 2": ["Total 45.20 EUR"], "p. 3": "Ada approved 17,000 EUR"}',
    ),
    Malformed(
        "prose",
        "The company sold 4,200 bicycles [p. 1]. The total was 45.20 EUR [p. 2]. Ada approved a budget of 17,000 EUR [p. 3].",
    ),
    Malformed(
        "a table",
        "| Fact | Anchor |\n|---|---|\n| 4,200 bicycles were sold | p. 1 |\n| Total 45.20 EUR | [p. 2] |\n"
        "| Ada approved 17,000 EUR | Page 3 |",
    ),
    Malformed(
        "no anchors at all",
        "- The company sold 4,200 bicycles\n- The total was 45.20 EUR\n- Ada approved the budget of 17,000 EUR",
    ),
    Malformed(
        "anchors of pages that it was not given",
        "- 4,200 bicycles were sold [p. 71]\n- Total 45.20 EUR [p. 72]\n- Ada approved 17,000 EUR [annex.pdf, p. 73]",
    ),
    Malformed(
        "anchors above the facts, as in the prompt",
        "[p. 1]\n- 4,200 bicycles were sold\n**p. 2**\n- Total 45.20 EUR\n### Page 3\n- Ada approved 17,000 EUR",
    ),
    Malformed(
        "the same lines again and again",
        "- 4,200 bicycles were sold [p. 1]\n- Total 45.20 EUR [p. 2]\n- Ada approved 17,000 EUR [p. 3]\n"
        + "- 4,200 bicycles were sold [p. 1]\n- Total 45.20 EUR. [p. 2]\n" * 5,
    ),
    Malformed(
        "reasoning that leaked",
        "Okay, the user wants facts. Let me read page 1 first.\nHmm.\n</think>\n- 4,200 bicycles were sold [p. 1]\n"
        "- Total 45.20 EUR [p. 2]\n- Ada approved 17,000 EUR [p. 3]",
    ),
    Malformed(
        "another language",
        "- Verkauft: 4.200 Fahrräder [Seite 1]\n- Die Summe beträgt 45,20 EUR [S. 2]\n- Ada genehmigte 17.000 EUR [S. 3]",
    ),
    Malformed(
        "cut off in the middle of a line",
        "- 4,200 bicycles were sold [p. 1]\n- Total 45.20 EUR [p. 2]\n- Ada approved 17,000 EUR of the bud",
        truncated=True,
    ),
    Malformed(
        "captions, and anchors on lines of their own",
        "Fact: 4,200 bicycles were sold\nAnchor: p. 1\n\nFact: Total 45.20 EUR\nAnchor: p. 2\n\nFact: Ada approved 17,000 EUR\n"
        "Anchor: [p. 3]",
    ),
    Malformed(
        "all on one line",
        "- 4,200 bicycles were sold [p. 1] - Total 45.20 EUR [p. 2] - Ada approved 17,000 EUR [p. 3]",
    ),
    Malformed(
        "headings, boxes and wrapped lines",
        "**Sales**\n* [ ] 4,200 bicycles\n  were sold [p. 1]\n\n**Money:**\n* [x] Total 45.20 EUR [p. 2]\n* Ada approved\n"
        "  17,000 EUR 【p. 3】",
    ),
    Malformed(
        "one JSON object a line",
        '{"fact": "4,200 bicycles were sold", "anchor": "p. 1"}\n{"fact": "The total was 45.20 EUR", "anchor": "p. 2"}\n'
        '{"fact": "Ada approved 17,000 EUR", "anchor": "p. 3"}',
    ),
)
