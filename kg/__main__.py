"""Entry point of the command line, from a wheel (`kg.cli`) as from a checkout (`cli` beside `kg`)."""

from __future__ import annotations

import importlib
import importlib.util


def main() -> None:
    """Run the command line and exit."""
    try:
        name = "kg.cli.app" if importlib.util.find_spec("kg.cli") else "cli.app"
        importlib.import_module(name).run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
