"""The story: a plain-text example of what the rules do; test, document and check in one."""

from kopilka.engine.story.grammar import Story, StoryFault, read_story
from kopilka.engine.story.runner import Difference, StoryResult, run_story

__all__ = ["Difference", "Story", "StoryFault", "StoryResult", "read_story", "run_story"]
