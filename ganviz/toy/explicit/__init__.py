"""Algorithm 1 with explicit backpropagation, in numpy: rounds without a graph.

Read `game` first (the round), then `network` and `layers` (forward and backward), `penalties` and
`optimizers`. Samples are columns here: a minibatch is (features, B). What makes it fast: every
array and every view of it is made once, a layer's matrix [W b] takes one product forward and one
for its gradient, parameters lie in one flat vector a network, and real and fake go through D in one
pass.
"""
