"""``mithaq demo``: an exercise mission in an invented land, played, published and served."""

from __future__ import annotations

import functools
import http.server
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json

if TYPE_CHECKING:
    from mithaq.registry.exercise import Played
    from mithaq.registry.linkage_run import LinkageRun
    from mithaq.registry.mission import Mission
    from mithaq.scenario.scenario import Scenario

__all__ = ["build_demo", "register"]

ORIGIN = "exercise.example/truce"
PROMISE_FILE = "one-promise.txt"

_HELP = """Build an exercise mission from an invented truce, publish its site and serve it.

Examples:

  mithaq demo

  mithaq demo --dir drill --reports 500 --no-serve

Nothing in it happened; every page and file says EXERCISE / تمرين."""


def register() -> None:
    app.command("demo", help=_HELP)(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help="A new folder for the mission.", metavar="DIR")] = Path(
        "demo-mission"
    ),
    reports: Annotated[int, typer.Option(help="How many reports arrive.", min=100, max=1_000_000)] = 3_000,
    days: Annotated[int, typer.Option(help="How many days the truce lasts.", min=4, max=3_650)] = 30,
    seed: Annotated[int, typer.Option(help="The same seed plays the same truce.")] = 7,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site afterwards.")] = True,
    port: Annotated[int, typer.Option(help="The port to serve at; 0 picks a free one.")] = 8_017,
) -> None:
    as_json = context_of(context).as_json
    vkey = ""
    if (folder / "public" / "manifest.json").exists():
        from mithaq.registry.create_mission import open_mission

        with open_mission(folder) as mission:
            vkey = mission.log_signer.key.text()
        if not as_json:
            say(f"The exercise in {folder} is built already; delete the folder for a new one.")
    else:
        vkey = build_demo(folder, reports=reports, days=days, seed=seed, quiet=as_json)
    if as_json:
        say_json({"folder": str(folder), "public": str(folder / "public"), "log_key": vkey})
    else:
        _say_what_to_look_at(folder, vkey)
    if serve and not as_json:
        _serve(folder / "public", port)


def build_demo(folder: Path, *, reports: int, days: int, seed: int, quiet: bool = False) -> str:
    """Plays and publishes the exercise; returns the log's verifier key."""
    from mithaq.cli.site import publish_site
    from mithaq.mechanism.agreement.mode import Mode
    from mithaq.mechanism.envelope import Text
    from mithaq.registry.create_mission import create_mission
    from mithaq.registry.exercise import EXERCISE_LIMITS, play
    from mithaq.scenario.scenario import build

    scenario = build(seed, reports, days)
    mission = create_mission(
        folder,
        origin=ORIGIN,
        name=Text(lang="en", original="ceasefire monitoring", translations={"ar": "رصد وقف إطلاق النار"}),
        mode=Mode.EXERCISE,
        now=scenario.starts_at,
        limits=EXERCISE_LIMITS,
        terms_version="exercise-1",
    )
    with mission:
        _bring_the_land(mission, scenario)
        shows = sys.stderr.isatty() and not quiet
        played = play(mission, scenario, progress=functools.partial(_progress, reports) if shows else None)
        if shows:
            print(file=sys.stderr)
        linked = _link(mission, scenario)
        publish_site(mission, now=scenario.ends_at, progress=None if quiet else say)
        _keep_a_promise_file(folder, played)
        if not quiet:
            _say_what_was_linked(linked)
            _say_what_is_explained(folder, played)
            _explain_one(mission, played)
        return mission.log_signer.key.text()


def _bring_the_land(mission: Mission, scenario: Scenario) -> None:
    from mithaq.cli.site import BASE_MAP, PLACES

    places = [
        {
            "code": row.code,
            "name": {"en": row.name_en, "ar": row.name_ar},
            "level": row.level.value,
            "parent": row.parent,
        }
        for row in scenario.gazetteer_rows
    ]
    (mission.path / PLACES).write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
    # Counted and drawn by governorate: finer areas laid over them would hide the counts.
    drawn = json.loads(json.dumps(scenario.base_map))
    drawn["features"] = [each for each in drawn["features"] if each["properties"]["level"] == "governorate"]
    (mission.path / BASE_MAP).write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")


def _link(mission: Mission, scenario: Scenario) -> LinkageRun | None:
    """Linkage over all that came in, beside what the analysts linked; None where its packages are not installed."""
    from mithaq.cli.linkage import points_of
    from mithaq.registry.linkage_run import run_linkage

    try:
        return run_linkage(mission, point_of=points_of(mission), now=scenario.ends_at)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("mithaq"):
            raise
        return None


def _say_what_was_linked(linked: LinkageRun | None) -> None:
    if linked is None:
        say('Linkage was left out: its packages are not installed (pip install "mithaq[server,linkage]").')
        return
    say(
        f"linkage: {linked.reports:,} reports in {linked.groups:,} groups; {len(linked.opened):,} incidents opened,"
        f" {linked.joined:,} reports joined, {linked.asked:,} pairs for a person (mithaq linkage undecided)"
    )


def _explain_one(mission: Mission, played: Played) -> None:
    """One incident from its reports to their roots to its grade, as `mithaq incident explain` says it."""
    from mithaq.cli.assess import explanation
    from mithaq.registry.assess import explain_incident

    if played.verified:
        say()
        say("One incident, from its reports to their roots to its grade:")
        for line in explanation(explain_incident(mission, played.verified)):
            say(f"  {line}")


def _say_what_is_explained(folder: Path, played: Played) -> None:
    """Two incidents whose pages show the way from reports to roots to a grade."""
    for incident, what in (
        (played.verified, "verified by independent origins"),
        (played.one_root, "many reports that are one origin"),
        (played.searched, "a team searched and found nothing"),
        (played.admitted, "a party admitted it through its own door"),
    ):
        if incident:
            page = folder / "public" / "en" / "incidents" / incident[-2:] / f"{incident}.html"
            say(f"{what}: {page} (mithaq -C {shlex.quote(str(folder))} incident explain {incident})")


def _keep_a_promise_file(folder: Path, played: Played) -> None:
    """One invented reporter's promise, so that a visitor can try ``mithaq receipt check``."""
    (folder / PROMISE_FILE).write_text(played.promise, encoding="utf-8")


def _progress(reports: int, done: int) -> None:
    print(f"\rplaying the truce: {done:,} of {reports:,} reports", end="", file=sys.stderr, flush=True)


def _say_what_to_look_at(folder: Path, vkey: str) -> None:
    public = shlex.quote(str(folder / "public"))
    say()
    say("EXERCISE / تمرين: an invented land, an invented truce.")
    say()
    say("Look at:")
    say(f"  {folder / 'public' / 'en' / 'index.html'}   and   {folder / 'public' / 'ar' / 'index.html'}")
    say("  bulletins: every figure leads to its counting rule and to the entry that states it")
    say("  the record: each statement as it was signed, byte for byte")
    say()
    say("Check it as a stranger would:")
    say(f"  mithaq verify {public} --key {shlex.quote(vkey)}")
    say(f"  mithaq receipt check {shlex.quote(str(folder / PROMISE_FILE))} {public} --key {shlex.quote(vkey)}")
    say("Then change any byte of any file below public/record and check again.")


class _Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".geojson": "application/geo+json",
        ".woff2": "font/woff2",
        "": "application/octet-stream",
    }

    def log_message(self, *_: object) -> None:
        """Nobody's reading habits are printed."""


def _serve(public: Path, port: int) -> None:
    handler = functools.partial(_Handler, directory=str(public))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with server:
        say()
        say(f"Served at http://127.0.0.1:{server.server_port}/ (stop with Ctrl-C)")
        server.serve_forever()
