"""What each copy of a session begins with that must be its own: a fresh session, one of a template, a fork, a restored snapshot."""

_reseeds = []


def register(reseed):
    """Has a function called where a copy begins; a module registers its own when it is imported."""
    _reseeds.append(reseed)


def begin():
    for reseed in _reseeds:
        try:
            reseed()
        except Exception:
            # The session begins all the same.
            pass
