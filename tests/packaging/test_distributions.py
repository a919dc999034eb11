"""What the wheel and the source distribution contain, and that the wheel alone serves a project."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "django_graphql_auto"
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "build", "dist", "_build", "*.egg-info", "*.sqlite3")
SHIPPED_BESIDE_MODULES = ("py.typed", "templates/**/*", "static/**/*", "locale/**/*.mo")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("distributions")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(folder / "source")]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return next(distributions.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def source_names(distributions: Path) -> set[str]:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def files(*patterns: str) -> set[str]:
    found = (path for pattern in patterns for path in PACKAGE.glob(pattern) if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_wheel_holds_every_module(wheel_names):
    assert files("**/*.py") <= wheel_names


def test_the_wheel_holds_the_typing_marker_templates_static_files_and_translations(wheel_names):
    shipped = files(*SHIPPED_BESIDE_MODULES)
    assert "django_graphql_auto/py.typed" in shipped
    assert shipped <= wheel_names


def test_the_wheel_installs_nothing_beside_the_package(wheel_names):
    top = {name.partition("/")[0] for name in wheel_names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"django_graphql_auto"}


def test_the_wheel_carries_its_licence(wheel_names):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel_names)


def test_the_source_distribution_can_be_tested(source_names):
    assert {"Makefile", "pyproject.toml", "setup.cfg", "tox.ini", "tests/settings.py", "tests/run.py", "docs/conf.py"} <= source_names
    assert not any("node_modules" in name for name in source_names)


def test_the_wheel_alone_serves_and_answers_a_two_line_project(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("two_lines.py"))],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    origin, *_, last = run.stdout.splitlines()
    assert (origin, last) == (str(tmp_path / "django_graphql_auto"), "answered")
