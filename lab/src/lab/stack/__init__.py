"""
The local stack: real Kafka, PostgreSQL and Redis from packages, and a supervisor for them and for services.
"""

from lab.stack.failures import StackFailure
from lab.stack.home import Home, default_home
from lab.stack.running import Running
from lab.stack.servers import Servers, start_servers
from lab.stack.supervisor import Supervisor
from lab.stack.units import Event, Service

__all__ = [
    "Event",
    "Home",
    "Running",
    "Servers",
    "Service",
    "StackFailure",
    "Supervisor",
    "default_home",
    "start_servers",
]
