"""The paper's experiments on images: data, networks, recipes, the trainer and its command line.

Nothing is imported here: take what you need from the modules, such as ``ganviz.images.data``.
"""
