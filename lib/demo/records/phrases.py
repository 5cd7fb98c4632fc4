"""What people write and say in the demo: summaries, notes, feedback, and texts meant to do harm."""

from lib.demo.simulation.random_choices import StableChoices

_OPENINGS = (
    "The caller asked about {topic} and the virtual assistant passed the conversation on.",
    "The customer wrote in about {topic}; the bot collected the account number before the transfer.",
    "After the menu the customer asked for a person to discuss {topic}.",
    "A returning customer raised {topic} for the second time this month.",
)
_TOPICS = (
    "a charge that appeared twice on the last statement", "a card that was declined abroad",
    "a parcel marked as delivered that never arrived", "a router that restarts every few minutes",
    "moving the due date of the monthly bill", "a password reset that did not go through",
    "upgrading to the family plan", "a refund promised two weeks ago", "closing a joint account",
    "an error code on the set-top box",
)  # fmt: skip
_MIDDLES = (
    "The agent confirmed the details, checked the account history and explained what had happened.",
    "The agent verified the identity, opened the order and read back the latest status.",
    "Together they walked through the settings step by step until the light turned green.",
    "The agent apologised for the wait, reviewed the earlier notes and offered two options.",
    "The agent needed a moment to consult the policy and then came back with an answer.",
)
_ENDINGS = (
    "A credit was applied and a confirmation was sent by e-mail.",
    "The customer thanked the agent and no further action is needed.",
    "A follow-up was scheduled for the next working day.",
    "The case stays open until the technician has visited.",
    "The conversation ended before a solution was reached.",
)
_HOSTILE_NOTES = (
    "=cmd|' /C calc'!A0",
    'Caller said:\n"I\'ll wait" -- then hung up,\ttwice;\r\nsee \\ticket\\ 42',
    "<script>alert('note')</script><b>bold</b> & more",
    "العميل طلب معاودة الاتصال غدًا 🙂 +1-202-555-0142",
    "お客様は返金を希望。\u200f שלום 👩‍💻🔥",
    "@SUM(1+1)*cmd|' /C notepad'!A1",
    "[click](javascript:alert(1)) $x^2$ :red[text]",
)
_FEEDBACK = (
    "Quick and friendly, thank you!", "Had to explain it three times.", "Muito obrigada ❤️",
    "waited too long", 'The agent was "very" helpful,\nthe bot was not.', "-1", "👍", "",
)  # fmt: skip
_NOTES = (0, 1, 0, 1, 0, 1, 0, 2)
DISPOSITIONS = (
    "Resolved",
    "Resolution",
    "Follow-up needed",
    "ESCALATED",
    "System Generated",
    "Information given",
)
SUPERVISOR_DISPOSITION = "Requires Supervisor Attention"


def summary(choices: StableChoices, name: str = "") -> str:
    """Two or three made-up sentences about a conversation; another `name` gives another text."""
    opening = choices.pick(f"opening{name}", _OPENINGS).format(topic=choices.pick("topic", _TOPICS))
    ending = choices.pick(f"ending{name}", _ENDINGS)
    if choices.integer(f"short{name}", 5):
        return f"{opening} {ending}"
    return f"{opening} {choices.pick(f'middle{name}', _MIDDLES)} {ending}"


def notes(choices: StableChoices) -> list[str]:
    """An agent's notes: none, one or two; one in sixty holds a hostile text."""
    if choices.integer("hostile note", 60) == 0:
        return [choices.pick("note", _HOSTILE_NOTES)]
    return [summary(choices), summary(choices, " again")][: choices.pick("notes", _NOTES)]


def feedback(choices: StableChoices) -> str:
    """A customer's comment beside a score, empty at times."""
    return choices.pick("feedback", _FEEDBACK)
