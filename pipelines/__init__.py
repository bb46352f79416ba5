"""The Dagster code location: moves data, decides nothing about its meaning.

One package per room, in the order of the flow: ``intake``, ``quality``, ``warehouse``,
``publish``; ``alerts`` is the side branch that the gate cannot silence; ``sample`` writes
realistic exports. A room imports from rooms before it and from ``settings``, never forward.
"""
