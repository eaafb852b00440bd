"""What people and programs may do: the one place where rights are enforced, whichever face asks.

Here belong features (one module or folder each, named alike on every floor) and the background work of a service. The
names that a face may use stand in ``__init__.pyi``, and are fetched when they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
