"""Well-known small nets, each fed as its author fed it and once more behind our normaliser.

A recipe names the net, the fit and the author's way from a picture to the net; ``inputs`` are
those ways as pure functions, ``windows`` reads longer numbers, ``fit`` trains what is missing,
``samples`` are the pictures measured on, ``figures`` what is said of them.
"""
