"""The last code that was used of a second factor, kept without a time."""

from django.db import models
from django_otp.plugins.otp_totp.models import TOTPDevice


class LastCode(models.Model):
    """The last used code of a device, as a hash, so that it cannot be used twice or tell when."""

    device = models.OneToOneField(TOTPDevice, models.CASCADE, related_name="last_code")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.device_id)
