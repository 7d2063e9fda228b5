"""matplotlib is loaded by the pictures alone, and pyplot, with its global list of figures, by nobody."""

import ast
import subprocess
import sys
from pathlib import Path

import sim

PACKAGE = Path(sim.__file__).parent


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {node for block in ast.walk(tree) if is_for_types(block) for node in ast.walk(block)}
    nodes = [node for node in ast.walk(tree) if node not in for_types]
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def test_only_the_pictures_import_matplotlib() -> None:
    users = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")
             if any(name.split(".")[0] == "matplotlib" for name in imported(path))}  # fmt: skip
    assert "report/figures/style.py" in users
    # And a question keeps its picture in its folder.
    others = {user for user in users if Path(user).name not in ("picture.py", "marks.py")}
    assert {str(Path(user).parent) for user in others} <= {"report/figures", "report/figures/comparison"}
    assert {str(Path(user).parts[:2]) for user in users - others if "figures" not in user} <= {
        "('study', 'questions')", "('study', 'asking')",
    }  # fmt: skip


def modules_after(tmp_path: Path, *options: str) -> set[str]:
    script = (
        "import sys; from sim.cli.group import group\n"
        "try: group(sys.argv[1:], prog_name='buddy-sim')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "print('modules:', *sys.modules)"
    )
    text = "name: small\nfleet: {agents: [{name: agent}]}\nworkload: {kind: synthetic, tasks_per_wave: 1}\n"
    (tmp_path / "small.yaml").write_text(text)
    command = [sys.executable, "-c", script, "run", "small.yaml", "--quiet", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    return set(done.stdout.split("modules: ")[1].split())


def test_a_run_without_plots_loads_no_matplotlib(tmp_path: Path) -> None:
    assert "matplotlib" not in modules_after(tmp_path, "--no-plots")


def test_a_run_with_plots_loads_no_pyplot(tmp_path: Path) -> None:
    loaded = modules_after(tmp_path)
    assert "matplotlib" in loaded
    assert "matplotlib.pyplot" not in loaded
