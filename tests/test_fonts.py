"""Drawings look the same on every machine, also on one that has no font at all."""

import os
import subprocess
import sys
from pathlib import Path

import fontpkg_noto_sans

from kg.export import Family, Node, Picture, draw
from tests.conftest import ROOT

CODE = """
import sys, kg
from kg.export import draw
sys.stdout.buffer.write(draw(kg.open().picture("stress", "cortisol"), "svg"))
"""


def drawn(env: dict[str, str]) -> bytes:
    result = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        check=True,
    )
    assert result.stderr == b""
    return result.stdout


def test_a_machine_without_fonts_draws_the_same(tmp_path: Path) -> None:
    """Graphviz is pointed at the font of the wheel, with nothing else to fall back on."""
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fontpkg_noto_sans.ROOT / 'files'}</dir><cachedir>{tmp_path}</cachedir></fontconfig>",
        "utf-8",
    )
    assert drawn({"FONTCONFIG_FILE": str(config)}) == drawn({})


def test_the_font_of_the_wheel_is_the_one_used() -> None:
    data = draw(Picture("A title", (Node("bs:a", "a word", Family.CAUSE),), (), 1), "pdf")
    assert b"NotoSans" in data
