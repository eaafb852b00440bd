"""What ``doctor`` looks at and can mend: one module a subject.

Here belongs what joins settings and rooms to a finding. How a thing is checked belongs to its room.
"""
