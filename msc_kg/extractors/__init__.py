"""Extractors: one module per kind of document, chosen by :mod:`msc_kg.extractors.registry`."""
