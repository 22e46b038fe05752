"""The mesh knows nobody above it, and Zenoh stays in one place."""

import re
import subprocess
import sys

from mesh.processes import ROOT

MESH = ROOT / "questtour" / "mesh"
MAY_KNOW = {"faults", "tour", "wording", "clock", "i18n", "mesh"}


def imports(text):
    return re.findall(r"^\s*(?:from|import) ([\w.]+)", text, re.MULTILINE)


def test_the_mesh_knows_only_what_is_below_it():
    for file in MESH.glob("*.py"):
        known = {name.split(".")[1] for name in imports(file.read_text()) if name.startswith("questtour.")}
        assert known <= MAY_KNOW, file


def test_only_one_module_knows_zenoh():
    assert [file.name for file in MESH.glob("*.py") if "zenoh" in imports(file.read_text())] == [
        "zenoh_network.py"
    ]


def test_a_node_needs_no_zenoh():
    code = "import sys, questtour.mesh.node; sys.exit('zenoh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
