"""The same models, losses and optimizers as this project's, written independently in PyTorch.

Two things use it: `test/golden/make_steps.py`, which makes the vectors that our compiled steps must
agree with, and `npx saccade bench train-step`, whose peer it is. It needs torch and numpy.
"""
