"""The command `backstory`: its verbs, and what every run of it has in common."""

from __future__ import annotations

import contextlib
import sys
import traceback
from typing import Annotated, Final, NoReturn

import typer
from typer.exceptions import TyperException

from kg.errors import BackstoryError, OutputError, UsageError

from . import (
    assess,
    build,
    check,
    compare,
    dispute,
    entails,
    explain,
    export,
    query,
    reason,
    report,
    schema,
    sources,
    terms,
    version,
    what_if,
    why_not,
)

__all__ = ["app", "run"]

BUG: Final = 70
"""Exit code of a bug (EX_SOFTWARE)."""

app: Final = typer.Typer(
    name="backstory",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("explain")(explain.explain)
app.command("why-not")(why_not.why_not)
app.command("what-if")(what_if.what_if)
app.command("dispute")(dispute.dispute)
app.command("assess")(assess.assess)
app.command("compare")(compare.compare)
app.command("export")(export.export)
app.command("query")(query.query)
app.add_typer(terms.app, name="terms")
app.command("sources")(sources.sources)
app.command("report")(report.report)
app.command("check")(check.check)
app.command("build")(build.build)
app.command("reason")(reason.reason)
app.command("entails")(entails.entails)
app.command("schema")(schema.schema)
app.command("version")(version.version)


@app.callback()
def options(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")] = False,
) -> None:
    """Explain why a back goes into spasm, with the source of every step.

    \b
    Examples:
      backstory explain stress "back spasm"
      backstory explain cortisol
      backstory query run causes-of --param effect="back spasm"
      backstory terms search "low potassium"

    For education and professional reference; not a medical device.
    """


def run() -> NoReturn:
    """Run the command line on the arguments of the process, and exit.

    Every exception is caught here, so that exit code 1 always means "no".
    """
    code = _run(sys.argv[1:])
    with contextlib.suppress(OSError, AttributeError):
        sys.stdout.flush()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        code = app(arguments, prog_name="backstory", standalone_mode=False)
    except BackstoryError as error:
        return _report(error, error.exit_code)
    except TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):  # no verb was given: the help is the answer
            return _say(message, error.exit_code)
        hint = "`backstory --help` and `backstory VERB --help` list what there is"
        return _report(UsageError("BS001", message.rstrip("."), hint), error.exit_code)
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except SystemExit as stop:
        # Typer ends so when the reader of a help text stops reading; 1 is kept for "no".
        return OutputError.exit_code if stop.code == 1 else int(stop.code or 0)
    except OSError as error:
        hint = "check that the file exists, may be read or written, and that there is room"
        return _report(OutputError("BS303", f"cannot read or write: {error}", hint), OutputError.exit_code)
    except Exception as error:  # noqa: BLE001 - the last resort: a bug must not look like a negative answer
        bug = BackstoryError("BS900", f"a bug in Backstory: {error!r}", "please report it with the output of --debug")
        return _report(bug, BUG)
    return code if isinstance(code, int) else 0


def _report(error: BackstoryError, code: int) -> int:
    if "--debug" in sys.argv[1:]:
        traceback.print_exc()
    return _say(str(error), code)


def _say(text: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):  # nobody may be listening
        print(text, file=sys.stderr, flush=True)
    return code
