"""The how-to on the workbook works when followed word for word in an empty folder."""

import pytest

from tests.docs.blocks import blocks_of, shell

PAGE = "docs/how-to/fill-in-a-workbook.md"


@pytest.mark.long
def test_every_command_prints_what_the_page_shows(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    shown = 0
    for block in blocks_of(PAGE):
        if block.file:
            block.write(folder)
        elif block.language == "sh":
            printed = shell(block.code, folder)
            assert [line for line in block.shown if line not in printed] == [], printed
            shown += len(block.shown)
    assert shown >= 7
    assert (folder / "fernwick.xlsx").exists()
    assert not (tmp_path / "fernwick-first.ttl").exists()
