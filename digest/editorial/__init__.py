"""A week's items into an edition: what belongs, where, what leads, and in which words.

`compose` decides and can say why; `writeup` finds the words. All of it is pure: no clock, no
network, no disk.
"""
