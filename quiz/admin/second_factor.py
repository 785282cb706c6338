"""Second factors: set up by an editor, asked for at login, recovered, taken away.

The factor is a six-digit code that an app makes from a shared secret and the clock
(TOTP, RFC 6238); django-otp keeps the secret and checks the code. Ten recovery codes
stand in for a lost phone, once each; they are kept as keyed hashes.

django-otp would also keep when each factor was last used and when a code was last
wrong. Here it keeps the day of setting up and nothing else: wrong codes are counted in
``login_attempts.py``, and so that no code works twice (RFC 6238, 5.2) the last one is kept
as a keyed hash of its half minute instead of the half minute itself.
"""

import secrets
from base64 import b32encode
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.models import LastCode
from quiz.web.days import midnight

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another


def has_factor(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def factor_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def pending(user: User) -> TOTPDevice | None:
    """A factor that was begun, and whose first code is still to come."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@transaction.atomic
def begin(user: User) -> TOTPDevice:
    """Make a new secret; it counts for nothing until it is confirmed."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def confirm(user: User, code: str) -> list[str] | None:
    """Put the pending factor in force if ``code`` is its own; return its recovery codes."""
    waiting = TOTPDevice.objects.select_for_update(no_key=True)
    device = waiting.filter(user=user, confirmed=False).order_by("pk").first()
    if device is None or not _fits(device, code):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    return renew_recovery(user)


@transaction.atomic
def accept(user: User, code: str) -> TOTPDevice | None:
    """The user's factor if ``code`` is right: of the app, or a recovery code, which is used up."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None or _fits(device, code):
        return device
    spare = StaticDevice.objects.filter(user=user).first()
    return device if spare and spare.verify_token(_recovery_hash(user, code)) else None


@transaction.atomic
def renew_recovery(user: User) -> list[str]:
    """Ten new recovery codes, to be shown this once; the old ones work no more."""
    # One at a time, so that there is one set of codes, and it is the one that was shown last.
    list(TOTPDevice.objects.select_for_update(no_key=True).filter(user=user))
    spare, _made = StaticDevice.objects.get_or_create(user=user, name="recovery")
    spare.token_set.all().delete()
    codes = [_recovery_code() for _n in range(RECOVERY_CODES)]
    for code in codes:
        spare.token_set.create(token=_recovery_hash(user, code))
    return codes


def recovery_left(user: User) -> int:
    spare = StaticDevice.objects.filter(user=user).first()
    return spare.token_set.count() if spare else 0


@transaction.atomic
def remove(user: User) -> bool:
    """Take the factor and its recovery codes away; say whether there was one."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def wrong_code() -> str:
    return _("This code is not right, or it has been used. Wait for the next one and try again.")


def secret_of(device: TOTPDevice) -> str:
    """The secret as people type it into an app: letters and digits, in fours."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _fits(device: TOTPDevice, code: str) -> bool:
    """Whether ``code`` is the factor's own now, and is later than the last one used."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == device.digits):
        return False
    if not device.verify_token(digits):
        return False
    used: int = device.used_t
    # What could still be accepted lies at most this many half minutes ahead.
    later = {_code_hash(device, used + ahead) for ahead in range(2 * device.tolerance + 1)}
    last = LastCode.objects.filter(device=device).first()
    if last and last.digest in later:
        return False
    LastCode.objects.update_or_create(device=device, defaults={"digest": _code_hash(device, used)})
    return True


def _code_hash(device: TOTPDevice, step: int) -> str:
    said = f"{device.pk}\0{step}"
    return salted_hmac("quiz.factors.used", said, algorithm="sha256").hexdigest()


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def _recovery_hash(user: User, code: str) -> str:
    """A recovery code as it is stored: 80 bits of a keyed hash."""
    typed = "".join(code.lower().split()).replace("-", "")
    said = f"{user.pk}\0{typed}"
    digest = salted_hmac("quiz.factors.recovery", said, algorithm="sha256").digest()
    return b32encode(digest[:10]).decode()


def _without_times(sender: type, instance: Any, **kwargs: Any) -> None:
    instance.last_used_at = None
    instance.throttling_failure_timestamp, instance.throttling_failure_count = None, 0
    if isinstance(instance, TOTPDevice):
        instance.used_t, instance.last_t = instance.last_t, -1


def _made_on_a_day(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    if created and instance.created_at:  # which Django fills in after pre_save
        instance.created_at = midnight(instance.created_at)
        sender.objects.filter(pk=instance.pk).update(created_at=instance.created_at)


def keep_no_times() -> None:
    """See to it that what django-otp would store to the second is not stored."""
    for model in (TOTPDevice, StaticDevice):
        pre_save.connect(_without_times, sender=model, dispatch_uid=f"no times {model.__name__}")
        post_save.connect(_made_on_a_day, sender=model, dispatch_uid=f"made {model.__name__}")
