"""What happens to the plugin in a tenant's life."""

from omni_sdk import Lifecycle

from .demo.fill import fill
from .upkeep.export import export, purge

LIFECYCLE = Lifecycle(export=export, purge=purge, demo=fill)
