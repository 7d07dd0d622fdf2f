"""What roles and keys may be granted."""

from omni_sdk import Permission

READ = Permission("report.read", roles=("viewer",), title="See reports and the analytics dashboard")
RUN = Permission("report.run", roles=("member",), title="Run reports and download them")
SCHEDULE = Permission("schedule.manage", roles=("member",), title="Have reports sent on a schedule")
WRITE = Permission("event.write", roles=("member",), title="Send events")
MANAGE = Permission("event.manage", roles=("admin",), title="Manage write keys, imports, rejected events and erasure")
PERMISSIONS = (READ, RUN, SCHEDULE, WRITE, MANAGE)
