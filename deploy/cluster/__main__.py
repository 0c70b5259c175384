"""`python -m deploy.cluster [WORKERS]`: a cluster with the invented office on this machine, until Ctrl+C."""

from __future__ import annotations

import signal
import sys

from deploy.cluster.desk import WEB
from deploy.cluster.ground import may_stand_apart
from deploy.cluster.local import cluster, missing


def main(workers: int) -> None:
    if packages := missing():
        raise SystemExit(f"apt-get install {' '.join(packages)}")
    with cluster(workers=workers, separate=may_stand_apart()) as made:
        filled = made.flask("demo")
        if filled.returncode:
            raise SystemExit(filled.stderr)
        made.desk.start()
        print(f"http://{made.desk.address}:{WEB} (clerk, demo-clerk); leader {made.leader().name}; files in {made.desk.folder.parent}")
        for machine in made.machines:
            print(f"{machine.name}  {machine.address}  Patroni {machine.patroni.running.pid if machine.patroni.running else '-'}")
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
