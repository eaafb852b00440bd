"""Worker processes: started, limited, watched and ended.

Here belongs how work that may crash, hang or eat memory is kept out of the service's own process. What that work is
belongs to the rooms above, which hand over a function by its name.
"""
