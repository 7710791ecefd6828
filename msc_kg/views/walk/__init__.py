"""One HTML file to walk around in a graph: works offline, with no request to anywhere."""

from msc_kg.views.walk.page import draw_walk, page

__all__ = ["draw_walk", "page"]
