"""Runs every benchmark, one process each: ``python -m benchmarks [AREA ...]``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def scripts(areas: list[str]) -> list[str]:
    """Return the modules that can be run, of the areas named or of all."""
    found = []
    for path in sorted(HERE.rglob("*.py")):
        area = path.parent.name
        if path.parent == HERE or (areas and area not in areas):
            continue
        if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8"):
            found.append(".".join(("benchmarks", *path.relative_to(HERE).with_suffix("").parts)))
    return found


def main() -> int:
    """Run them and say which ones failed."""
    failed = []
    for module in scripts(sys.argv[1:]):
        print(f"\n== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module], cwd=HERE.parent).returncode:
            failed.append(module)
    if failed:
        print("\nfailed: " + ", ".join(failed))
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
