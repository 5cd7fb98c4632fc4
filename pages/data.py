"""What do these figures stand on?"""

from lib.ui import shell, standing, trail

view = shell.begin("Data", "What do these figures stand on?")
standing.coverage(view)
standing.left_out(view)
standing.unreadable(view)
standing.rejects(view)
trail.shown(view)
