"""Pictures of neighbourhoods, drawn with NetworkX and matplotlib."""

from msc_kg.views.drawing import draw
from msc_kg.views.focus import find_focus, trial_network
from msc_kg.views.neighbourhood import Focus, neighbourhood
from msc_kg.views.scene import Scene, scene

__all__ = ["Focus", "Scene", "draw", "find_focus", "neighbourhood", "scene", "trial_network"]
