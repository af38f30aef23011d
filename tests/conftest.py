"""What holds for every test: no property is judged by the clock."""

from hypothesis import settings

# A busy machine is no bug; speed is measured in benchmarks/.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
