"""The laptops of one tour talking to each other: presence, live events, catching up, clocks.

`Node` is what the session holds. It drives a `Replica`, which decides everything and touches nothing, over a
`Network`, which is Zenoh on a tour and a model in the tests. What is stored stays the `Store`'s business.
"""
