"""What does each figure mean?"""

from lib.ui.layout import page_frame
from lib.ui.sections import glossary

context = page_frame.begin_page("Definitions", "What does each figure count, and what does it leave out?")
glossary.draw_definitions(glossary.draw_search())
