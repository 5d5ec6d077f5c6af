"""What the window costs while a run goes on: its share of one core, for one or more builds of it, in one run.

    python3 live_cpu.py PROJECT WINDOW [WINDOW ...] [--rate 10] [--seconds 60] [--page train]

PROJECT needs a finished trained run. For each WINDOW (a ghost-workbench program) the project is copied, a run is put into it that is going on (this process stands for its
worker), and the recorded events of the finished run are added to it at RATE lines a second while the window shows PAGE. Printed is the processor time of the window, all
its threads, over SECONDS, once it is settled. Needs an X display, e.g. of Xvfb. The figures depend on the machine; the order of two builds in one run does not.
"""
import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path


def identity():
    """This process, as a run's status.json names its writer."""
    started = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return {"pid": os.getpid(), "pid_started": started, "boot": Path("/proc/sys/kernel/random/boot_id").read_text().strip(), "host": os.uname().nodename}


def recorded(project):
    """The longest events file of the project's runs, and its folder."""
    files = sorted((project / "runs").glob("*/events.*.jsonl"), key=lambda file: file.stat().st_size)
    if not files:
        raise SystemExit(f"{project}: no run with events; train one first")
    return files[-1], files[-1].parent


def live_run(project, source):
    """A copy of the run as it was before its first event; its name sorts it as the newest."""
    folder = project / "runs" / ("29991231-000000-live-" + source.name[-4:])
    folder.mkdir()
    for name in ("config.toml", "manifest.json"):
        shutil.copy(source / name, folder / name)
    status = json.loads((source / "status.json").read_text())
    status.update(state="running", stage="train", done=0, total=0, error=None, attempt=1, **identity())
    (folder / "status.json").write_text(json.dumps(status))
    return folder


def used(pid):
    """Processor seconds of a process and all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(window, project, args):
    lines = [line for line in recorded(project)[0].read_text().splitlines() if '"kind":"ended"' not in line]
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / "project"
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns("checkpoints", "ghost.db*", "live-*"))
        source = copy / "runs" / recorded(project)[1].name
        run = live_run(copy, source)
        environment = dict(os.environ, XDG_CONFIG_HOME=home + "/config", XDG_CACHE_HOME=home + "/cache", XDG_DATA_HOME=home + "/data", GHOST_COLOUR_SCHEME="light")
        process = subprocess.Popen([window, str(copy), "--page", args.page, "--run", run.name], env=environment, stderr=subprocess.DEVNULL)
        try:
            with open(run / f"events.1.jsonl", "w") as events:
                sent = 0

                def feed(seconds):
                    nonlocal sent
                    begin = time.monotonic()
                    for tick in range(int(seconds * args.rate)):
                        time.sleep(max(0, begin + tick / args.rate - time.monotonic()))
                        event = json.loads(lines[sent % len(lines)])
                        event.update(run=run.name, seq=sent + 1)
                        events.write(json.dumps(event, separators=(",", ":")) + "\n")
                        events.flush()
                        sent += 1

                for line in lines[:args.history]:  # a run that has been going on for a while
                    event = json.loads(line)
                    event.update(run=run.name, seq=sent + 1)
                    events.write(json.dumps(event, separators=(",", ":")) + "\n")
                    sent += 1
                events.flush()
                feed(args.settle)
                before, begin = used(process.pid), time.monotonic()
                feed(args.seconds)
                share = (used(process.pid) - before) / (time.monotonic() - begin)
        finally:
            process.terminate()
            process.wait()
    print(json.dumps({"window": window, "page": args.page, "events_a_second": args.rate, "seconds": args.seconds, "share_of_one_core": round(share, 4)}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("windows", nargs="+")
    parser.add_argument("--rate", type=float, default=10, help="events a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--settle", type=float, default=15, help="seconds before the measurement begins")
    parser.add_argument("--history", type=int, default=1500, help="events that are there already")
    parser.add_argument("--page", default="train")
    args = parser.parse_args()
    for window in args.windows:
        measure(window, args.project, args)


if __name__ == "__main__":
    main()
