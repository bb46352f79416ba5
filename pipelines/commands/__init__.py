"""Commands of the analyst that ``cli`` puts together, a module per subject.

Belongs here: options and what is printed at the end. The work is the rooms'.
"""
