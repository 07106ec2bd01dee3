"""The documentation; reference pages are made from the code by `python -m docs.generate`."""
