"""The command `serpentarium`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from serpentarium._client import Serpentarium, Session
from serpentarium._errors import SerpentariumError
from serpentarium._values import Execution
from serpentarium._version import VERSION

INTERRUPTED = 130
CRASHED = 134
LIMIT = 124
FAILED = 2

_LOADER = "exec(compile(open({name!r}, 'rb').read(), {name!r}, 'exec'))"
_LOADERS_FRAME = re.compile(r' {2}File "<python-input-\d+>", line 1, in <module>\n(?: {4}.*\n)*')


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        with Serpentarium(options.url, options.key) as service:
            return int(options.command(service, options))
    except (SerpentariumError, OSError, ValueError) as error:
        print(f"serpentarium: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="serpentarium", description="Runs Python on a Serpentarium.")
    parser.add_argument("--url", help="of the service; else SERPENTARIUM_URL, else http://127.0.0.1:8080")
    parser.add_argument("--key", help="of the tenant; else SERPENTARIUM_KEY")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="runs a file, with this terminal's input and Ctrl-C")
    run.add_argument("--file", action="append", default=[], metavar="PATH", help="a file to bring along")
    run.add_argument("program", type=Path, metavar="FILE")
    run.add_argument("args", nargs=argparse.REMAINDER, help="the program's own arguments")
    run.set_defaults(command=_run)
    grade = commands.add_parser(
        "grade",
        help="grades a folder of submissions",
        description="Grades each .py file of a folder, and each folder in it as one submission.",
    )
    grade.add_argument("folder", type=Path, metavar="FOLDER")
    grade.add_argument(
        "--tests", type=Path, required=True, metavar="FILE", help="what the API calls `common`"
    )
    grade.add_argument("--csv", type=Path, metavar="FILE", help="a line for each submission")
    grade.add_argument("--junit", type=Path, metavar="FILE", help="JUnit's XML")
    grade.add_argument(
        "--gradescope", type=Path, metavar="FOLDER", help="Gradescope's results.json for each submission"
    )
    grade.add_argument("--jobs", type=int, default=4, metavar="N", help="concurrent submissions (default: 4)")
    grade.set_defaults(command=_grade)
    repl = commands.add_parser("repl", help="a Python prompt on this terminal")
    repl.add_argument("--session", metavar="ID", help="an existing session, which is left open")
    repl.set_defaults(command=_repl)
    return parser


def _run(service: Serpentarium, options: argparse.Namespace) -> int:
    name = options.program.name
    files = {Path(path).name: Path(path).read_bytes() for path in options.file}
    with service.session(files={**files, name: options.program.read_bytes()}) as session:
        session.execute(f"import sys; sys.argv = {[name, *options.args]!r}; del sys")
        return _exit_code(_attended(session, _LOADER.format(name=name)))


def _attended(session: Session, code: str) -> Execution:
    def write_out(text: str) -> None:
        print(text, end="", flush=True)

    def write_err(text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)

    def read_line(prompt: str) -> str | None:
        del prompt  # it has been printed
        return sys.stdin.readline() or None

    return session.execute(code, stdin=read_line, on_stdout=write_out, on_stderr=write_err)


def _exit_code(execution: Execution) -> int:
    match execution.status:
        case "completed":
            return 0
        case "exited":
            return execution.exit_code or 0
        case "raised":
            trace = execution.error.traceback if execution.error else ""
            print(_LOADERS_FRAME.sub("", trace, count=1), end="", file=sys.stderr)
            return 1
        case "interrupted":
            print("KeyboardInterrupt", file=sys.stderr)
            return INTERRUPTED
        case "limit_exceeded":
            print(f"serpentarium: the program met its limit of {execution.limit}", file=sys.stderr)
            return LIMIT
        case "crashed":
            print("serpentarium: the interpreter crashed", file=sys.stderr)
            return CRASHED


def _grade(service: Serpentarium, options: argparse.Namespace) -> int:
    from serpentarium._course import Course  # noqa: PLC0415 - of use to this command only

    return Course(options.folder, options.tests, options.jobs).grade(
        service, csv_file=options.csv, junit_file=options.junit, gradescope_folder=options.gradescope
    )


def _repl(service: Serpentarium, options: argparse.Namespace) -> int:
    from serpentarium._terminal import attach  # noqa: PLC0415 - termios is not everywhere

    if options.session:
        return attach(service.attach(options.session))
    with service.session() as session:
        return attach(session)
