import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "build_services.py"


@pytest.fixture(scope="module")
def tool():
    if not TOOL.exists():
        pytest.skip("the tools are not in this copy of the sources")
    spec = importlib.util.spec_from_file_location("build_services", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path):
    contents = {
        "package.json": {"version": "1.2.3", "updatedAt": "2026-09-26T04:46:59.905Z"},
        "data/services.json": ["zoo"],
        "data/serviceNames.json": {"zoo": "Amazon Zoo"},
        "data/rcpSupportedServices.json": ["zoo"],
        "data/actions/zoo.json": {
            "feedanimal": {
                "name": "FeedAnimal",
                "description": "Grants permission to feed",
                "accessLevel": "Tagging, Write",
                "resourceTypes": [
                    {"name": "animal", "required": True, "conditionKeys": ["zoo:Food/${Kind}"]}
                ],
                "conditionKeys": ["aws:TagKeys"],
            }
        },
        "data/resourceTypes/zoo.json": {
            "animal": {"key": "animal", "arn": "arn:${Partition}:zoo:::animal/${Name}"}
        },
        "data/conditionKeys/zoo.json": {
            "a": {"key": "aws:TagKeys", "description": "Filters", "type": "ArrayOfString"},
            "b": {"key": "farm:Cow", "description": "Filters", "type": "Bool"},
            "c": {"key": "zoo:Food/${Kind}", "description": "Filters", "type": "String"},
        },
    }
    for name, content in contents.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "LICENSE.txt").write_text("MIT License\r\n", encoding="utf-8", newline="")
    return tmp_path


def members(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: json.loads(opened.read(name)) for name in opened.namelist()}


def test_the_archive_of_a_package(tool, package):
    assert members(tool.archive_of(package)) == {
        "_index": {
            "version": "1.2.3",
            "date": "2026-09-26",
            "services": ["zoo"],
            "rcp": ["zoo"],
            "keys_elsewhere": {"farm": ["zoo"]},
        },
        "zoo": {
            "name": "Amazon Zoo",
            "keys": [["aws:TagKeys", ""], ["farm:Cow", "Bool"], ["zoo:Food/*", "String"]],
            "types": [["animal", "arn:${Partition}:zoo:::animal/${Name}", []]],
            "actions": [["FeedAnimal", "Tagging", [[0, 1, [2]]], [0]]],
        },
    }


def test_the_same_package_gives_the_same_bytes(tool, package):
    assert tool.archive_of(package) == tool.archive_of(package)


def test_the_notice_carries_source_date_and_licence(tool, package):
    notice = tool.notice_of(package)
    for part in (tool.PACKAGE, "1.2.3", "2026-09-26", "MIT License"):
        assert part in notice
    assert "\r" not in notice


def test_a_folder_that_is_no_package_is_refused(tool, tmp_path):
    with pytest.raises(FileNotFoundError):
        tool.archive_of(tmp_path)
