"""Settings for the whole suite: a machine that is busy with other work makes no test fail."""

from hypothesis import HealthCheck, settings

# Health checks ask for the time, or for how lucky the generator was; neither is about the program.
settings.register_profile("busy", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("busy")
