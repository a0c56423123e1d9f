"""The recipe of the real pictures, and the command that brings them here, on a repository made up for it."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.worlds.pictures import ROOT
from tools.pictures import real
from tools.pictures.recipe import LABELS, pictures

FILES = {"a.jpg": b"one picture", "b.jpg": b"another\n\nwith lines\0"}
SEEN = "light,young,female,open,none,none,none,no,closed,plain,id,photo,yes"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


class World:
    """A folder with a clone of someone/faces, a recipe of its two pictures and an empty cache."""

    def __init__(self, folder: Path) -> None:
        self.clones, self.cache = folder / "clones", folder / "cache"
        self.recipe, self.sources = folder / "real.csv", folder / "sources.csv"
        clone = self.clones / "someone+faces"
        clone.mkdir(parents=True)
        git(clone, "init", "-q")
        for name, data in FILES.items():
            (clone / name).write_bytes(data)
        git(clone, "add", *FILES)
        git(clone, "commit", "-q", "-m", "faces")
        self.blobs = {name: git(clone, "rev-parse", f"HEAD:{name}") for name in FILES}
        self.sources.write_text(f"source,repository,commit,licence\nfaces,someone/faces,{'0' * 40},MIT\n")
        self.write({name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()})

    def write(self, digests: dict[str, str], seen: str = SEEN) -> None:
        lines = [f"faces,{self.blobs[name]},{digest},jpg,200,{name[0] * 8},{seen}" for name, digest in digests.items()]
        self.recipe.write_text("\n".join([",".join(["source,blob,sha256,suffix,face,who", *LABELS]), *lines, ""]))

    def bring(self, monkeypatch: pytest.MonkeyPatch, clones: Path | None = None, cache: Path | None = None) -> object:
        options = {"from": clones or self.clones, "to": cache or self.cache, "recipe": self.recipe}
        words = [f"--{name}={value}" for name, value in (options | {"sources": self.sources}).items()]
        monkeypatch.setattr(sys, "argv", ["real", *words])
        with pytest.raises(SystemExit) as ended:
            real.main()
        return ended.value.code


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_pictures_come_out_of_a_clone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.bring(monkeypatch) == 0
    found = {path.name: path.read_bytes() for path in world.cache.iterdir()}
    assert found == {f"{hashlib.sha256(data).hexdigest()}.jpg": data for data in FILES.values()}


def test_what_is_there_is_kept_and_what_is_spoilt_is_mended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.bring(monkeypatch)
    spoilt, _ = sorted(world.cache.iterdir())
    assert world.bring(monkeypatch, clones=world.cache / "nowhere") == 0
    spoilt.write_bytes(b"half of")
    assert world.bring(monkeypatch) == 0
    assert hashlib.sha256(spoilt.read_bytes()).hexdigest() == spoilt.stem


def test_a_bare_clone_serves_as_well(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    git(tmp_path, "clone", "-q", "--bare", "clones/someone+faces", "bare/someone+faces")
    assert world.bring(monkeypatch, clones=tmp_path / "bare") == 0


def test_a_missing_clone_is_told_with_its_address(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.bring(monkeypatch, clones=world.cache) == 1
    said = capsys.readouterr().out
    assert "0 of    2  someone/faces" in said
    assert f"git clone https://github.com/someone/faces someone+faces, commit {'0' * 40}" in said
    assert list(world.cache.iterdir()) == []


def test_a_file_that_is_not_the_described_one_is_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = hashlib.sha256(FILES["b.jpg"]).hexdigest()
    world.write({"a.jpg": "f" * 64, "b.jpg": good})
    assert world.bring(monkeypatch) == 1
    assert "1 of    2  someone/faces" in capsys.readouterr().out
    assert [path.name for path in world.cache.iterdir()] == [f"{good}.jpg"]


def test_no_id_of_a_folder_and_no_unknown_one_stops_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = git(world.clones / "someone+faces", "rev-parse", "HEAD^{tree}")
    text = world.recipe.read_text()
    for wrong in (tree, "1" * 40):
        world.recipe.write_text(text.replace(world.blobs["a.jpg"], wrong))
        assert world.bring(monkeypatch) == 1
        assert len(list(world.cache.iterdir())) == 1


def test_no_picture_gets_into_the_repository(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.bring(monkeypatch, cache=ROOT / "build" / "faces") == 2
    assert "must be outside" in capsys.readouterr().err
    assert not (ROOT / "build" / "faces").exists()


def test_a_label_that_is_not_known_is_named_with_its_line(world: World) -> None:
    world.write({"a.jpg": "f" * 64}, SEEN.replace("young", "19"))
    with pytest.raises(ValueError, match=r"real.csv:2: age=19"):
        pictures(world.recipe, world.sources)
    world.sources.write_text("source,repository\n")
    with pytest.raises(ValueError, match=r"sources.csv: the columns"):
        pictures(world.recipe, world.sources)


def test_the_recipe_is_whole_and_its_halves_are_even() -> None:
    found = pictures()
    assert len(found) >= 1000
    assert all(re.fullmatch("[0-9a-f]{40}", one.blob) and re.fullmatch("[0-9a-f]{64}", one.sha256) for one in found)
    assert all(re.fullmatch("[0-9a-f]{8}", one.who) and re.fullmatch("[a-z]{3,4}", one.suffix) for one in found)
    assert all(re.fullmatch("[0-9a-f]{40}", one.source.commit) for one in found)
    assert all(90 <= one.face <= 4000 for one in found)
    assert max(Counter(one.sha256 for one in found).values()) == 1
    halves = Counter(one.half for one in found)
    assert min(halves.values()) > 0.4 * len(found)
