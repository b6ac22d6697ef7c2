"""
Makes `kafka.lock.json`: `python -m lab.stack.lock` resolves Apache Kafka's run-time jars and writes their
digests.

Run it after a change of `KAFKA_VERSION`; what it writes is reviewed and committed. slf4j-simple is ours to
add: Kafka's own artifacts bind no logger, so that without it a broker dies without a word.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from lab.stack.packages import KAFKA_VERSION

ENDPOINTS = (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.slf4j:slf4j-simple:1.7.36")
LOCK = Path(__file__).with_name("kafka.lock.json")


def main() -> int:
    """Resolve, download to a scratch folder, write the lock; 0 when done."""
    from jgo import resolve
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as scratch:
        maven = MavenContext(repo_cache=Path(scratch), local_repos=[])
        entries: dict[str, dict[str, str | int]] = {}
        for found in (artifact for endpoint in ENDPOINTS for artifact in resolve(endpoint)):
            artifact = maven.project(found.groupId, found.artifactId).at_version(found.version).artifact()
            content = artifact.resolve().read_bytes()
            entries[f"{found.groupId}:{found.artifactId}"] = {
                "group": found.groupId,
                "artifact": found.artifactId,
                "version": found.version,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
    jars = [entries[name] for name in sorted(entries)]
    LOCK.write_text(json.dumps({"endpoints": ENDPOINTS, "jars": jars}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
