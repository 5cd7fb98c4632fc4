"""What does each figure mean?"""

from lib.ui import glossary, shell

view = shell.begin("Definitions", "What does each figure count, and what does it leave out?")
glossary.show(glossary.search())
