"""Prints `app_manifest.yml` as JSON: what Slack's command line asks for by its hook `get-manifest`."""

import json
from pathlib import Path

import yaml

print(json.dumps(yaml.safe_load((Path(__file__).parents[1] / "app_manifest.yml").read_text(encoding="utf-8"))))
