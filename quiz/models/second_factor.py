"""Which code of a second factor was used last, without a time."""

from django.db import models
from django_otp.plugins.otp_totp.models import TOTPDevice


class LastCode(models.Model):
    """Which code of a factor was used last, as a hash that tells nobody when."""

    device = models.OneToOneField(TOTPDevice, models.CASCADE, related_name="last_code")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.device_id)
