"""Entry point of the command line, from a wheel (`kg.cli`) as from a checkout (`cli` beside `kg`)."""

from __future__ import annotations

import gc
import importlib
import importlib.util


def main() -> None:
    """Run the command line and exit."""
    gc.disable()  # what is loaded stays: looking for garbage in it would take a tenth of a short run
    try:
        name = "kg.cli.app" if importlib.util.find_spec("kg.cli") else "cli.app"
        app = importlib.import_module(name)
        gc.freeze()
        gc.set_threshold(200_000, 20, 20)  # rarely, for the same reason
        gc.enable()
        app.run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
