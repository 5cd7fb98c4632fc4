"""The customers, all made up, and what the automation says of them in `metaInfo` and its like."""

from dataclasses import dataclass
from functools import lru_cache

from lib.demo.credentials import DEMO_CREDENTIALS
from lib.demo.records.timestamps import utc_text
from lib.demo.simulation.random_choices import StableChoices
from lib.demo.simulation.staff import guid

Record = dict[str, object]

_CUSTOMERS = 5000
_FIRST = ("Ada", "Ben", "Chloé", "Diego", "Esi", "Femi", "Grete", "Hugo", "Ilse", "Jamal", "Kirsi", "Lior")
_LAST = (
    "Archer",
    "Brandt",
    "Costa",
    "Dvořák",
    "Ekström",
    "Fofanah",
    "Grant",
    "Haddad",
    "Iqbal",
    "Jónsson",
    "Kaur",
)
_HOSTILE_FIRST = (
    "<img src=x onerror=alert(1)>",
    "<b>Robert</b>",
    "'; DROP TABLE calls;--",
    "محمد",
    "=1+2",
    "🦄\nZed",
)
_INTENTS = ("Pay a bill", "Order status", "Talk to an agent", "Report a fault", "Change plan", "Lost card")
_CAMPAIGNS = ("Spring renewal", "Router recall", "Welcome call", "Overdue notice (Copy)")
_CENTRE_PHONE = "+12025550100"
_AVATAR = "https://static.example.com/neutral.png"
AUTOMATION_BOT = f"st-{guid(StableChoices(11).bits('bot') << 64 | StableChoices(12).bits('bot'))}"
ORGANISATION = f"o-{guid(StableChoices(13).bits('org') << 64 | StableChoices(14).bits('org'))}"


@dataclass(frozen=True, slots=True)
class Customer:
    """A made-up customer; the same one may call again."""

    user_id: str
    first: str
    last: str
    email: str
    phone: str
    device: str


def pick_customer(choices: StableChoices) -> Customer:
    """The customer of a session."""
    return _customer(choices.integer("customer", _CUSTOMERS))


@lru_cache(maxsize=_CUSTOMERS)
def _customer(number: int) -> Customer:
    choices = StableChoices(number + 1)
    hostile = choices.integer("hostile", 70) == 0
    first = choices.pick("first", _HOSTILE_FIRST if hostile else _FIRST)
    last = choices.pick("last", _LAST) + (" " if choices.integer("trailing", 25) == 0 else "")
    phone = f"+1{200 + number % 700:03d}55501{number % 100:02d}"
    long_id = choices.bits("id") << 64 | choices.bits("id, second half")
    device = f"{guid(long_id)}{guid(long_id * 31 & (1 << 128) - 1)}"
    return Customer(f"u-{guid(long_id)}", first, last, f"customer{number}@example.com", phone, device)


def channel_user(customer: Customer, choices: StableChoices, *, voice: bool) -> str | None:
    """The channel's own id of a customer: a long one, a mail address, or null."""
    if choices.integer("channel user", 30) == 0:
        return None
    if voice:
        return f"{DEMO_CREDENTIALS.account_id}/korevg/{customer.device[:36]}"
    if choices.integer("channel user mail", 9) == 0:
        return customer.email
    return f"{DEMO_CREDENTIALS.client_id}/{customer.device}"


def meta_info(
    choices: StableChoices, customer: Customer, *, voice: bool, outbound: bool, campaign: bool
) -> object:
    """`metaInfo` in one of the forms that automations give it; sparse, odd or null at times."""
    odd = choices.integer("odd meta", 40)
    if odd == 0:
        return None
    if odd == 1:
        return {"firstName": None, "lastName": "", "custom": {"tier": None, "tags": [], "score": "7"}}
    if outbound:
        return _outbound_meta(choices, customer, campaign=campaign)
    meta: Record = _voice_meta(customer) if voice else _web_meta(choices, customer)
    meta |= {"firstName": customer.first, "lastName": customer.last}
    if choices.integer("identities", 3) == 0:
        meta["identities"] = [{"val": f"{DEMO_CREDENTIALS.client_id}/{customer.device}", "type": "mapped"}]
    meta["agentTransferConfig"] = _transfer_config(choices)
    return meta


def _voice_meta(customer: Customer) -> Record:
    return {
        "caller": customer.phone,
        "callee": _CENTRE_PHONE,
        "callerHost": "192.0.2.17",
        "userId": customer.user_id,
        "dialedNumber": _CENTRE_PHONE,
        "profImage": "no-avatar",
        "transcribeConfig": {"transcribe": True},
    }


def _web_meta(choices: StableChoices, customer: Customer) -> Record:
    return {
        "workinghours": {"workdays": "mon,tue,wed,thu,fri", "workstart": "8:00 AM", "workend": "5:00 PM"},
        "profImage": _AVATAR,
        "email": customer.email,
        "phoneNumber": customer.phone,
        "hostDomain": "https://shop.example.com",
        "os": choices.pick("os", ("Mac OS", "Windows", "Android", "NA")),
    }


def _outbound_meta(choices: StableChoices, customer: Customer, *, campaign: bool) -> Record:
    meta: Record = {
        "userId": customer.user_id,
        "firstName": customer.first,
        "lastName": customer.last,
        "caller": _CENTRE_PHONE,
        "callee": customer.phone,
        "countryCode": "1",
        "dialedNumber": _CENTRE_PHONE,
        "endUserNumber": customer.phone,
    }
    if campaign:
        meta |= {
            "campaignName": _campaign_name(choices),
            "Initiation": "Campaign",
            "attempt": _attempt(choices),
        }
    return meta


def _transfer_config(choices: StableChoices) -> Record:
    return {
        "skillsIds": [f"{choices.bits('skill'):024x}"] if choices.integer("has skill", 3) == 0 else [],
        "overrideAgents": False,
        "automationBotId": AUTOMATION_BOT,
        "lastIntentName": choices.pick("intent", _INTENTS),
        "dialog_tone": [],
    }


def campaign_info(choices: StableChoices, second: int, status: str, *, campaign: bool) -> Record:
    """`campaigninfo`; `attempt` is an empty text where there was no campaign, else a number or a text."""
    if not campaign:
        return {"attempt": "", "contactStatus": status}
    return {
        "campaignName": _campaign_name(choices),
        "campaignId": f"cd-{guid(choices.bits('campaign') << 64, 7)}",
        "attempt": _attempt(choices),
        "contactStatus": status,
        "campaignRunDate": utc_text(second - 900, choices.integer("millis", 1000)),
        "contactListName": [f"{_campaign_name(choices)} contacts"],
    }


def customer_info(customer: Customer, *, outbound: bool) -> Record:
    """`customerinfo`: the phone numbers change sides with the direction."""
    return {
        "CustomerPhone": "" if outbound else customer.phone,
        "CenterPhone": _CENTRE_PHONE if outbound else "",
        "CustomerFirstName": customer.first,
        "CustomerLastName": customer.last,
        "CustomerEmail": customer.email,
    }


def _campaign_name(choices: StableChoices) -> str:
    return choices.pick("campaign", _CAMPAIGNS)


def _attempt(choices: StableChoices) -> int | str:
    tries = 1 + choices.integer("attempt", 3)
    return (tries, tries, str(tries), "")[choices.integer("attempt form", 4)]
