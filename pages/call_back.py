"""Who left, and was not reached since?"""

from lib.ui import shell, unreached

view = shell.begin("Call back", "Who left, and was not reached since?")

found = unreached.visits(view)
unreached.describe(view, found)
unreached.nobody(view, found)
unreached.table(view, found)
