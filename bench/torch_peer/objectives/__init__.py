"""Every objective by the name it has in a configuration; the same names as src/objectives.

Adding one: a module with `build(inputs, options)`, where `inputs` is a `MapShape`, and a line here.
The built module maps (previous_map, current_map, batch) to (loss, metrics).
"""

from . import info_nce, next_frame

OBJECTIVES = {
    "info-nce": info_nce.build,
    "next-frame": next_frame.build,
}
