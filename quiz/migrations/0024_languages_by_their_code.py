"""A bank's language was any word; what names one that we know becomes its code."""

from typing import Any

from django.db import migrations
from django.utils.translation import get_language_info

CODES = (
    "ar ar-dz az bg bn bs ca ckb cs cy da de el en en-au en-gb eo es es-ar es-co es-mx es-ni et "
    "eu fa fi fr fy ga gd gl he hi hr ht hu id ig is it ja ka km kn ko ky lt lv mk ml mn ms nb nl "
    "nn pl pt pt-br ro ru sk sl sq sr sr-latn sv ta te tg th tk tr ug uk ur uz vi zh-hans zh-hant"
).split()


def find(said: str) -> str:
    """The code of a language by its code or name; what was said where we know none."""
    wanted = said.strip().casefold().replace("_", "-")
    for code in (wanted, wanted.partition("-")[0]):
        if code in CODES:
            return code
    for code in CODES:
        info = get_language_info(code)
        if wanted in (info["name_local"].casefold(), info["name"].casefold()):
            return code
    return said


def to_codes(apps: Any, editor: Any) -> None:
    banks = apps.get_model("quiz", "Bank").objects.using(editor.connection.alias)
    for bank in banks.all():
        if find(bank.language) != bank.language:
            banks.filter(pk=bank.pk).update(language=find(bank.language))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("quiz", "0023_who_sees_a_bank")]

    operations = [migrations.RunPython(to_codes, migrations.RunPython.noop, atomic=False)]
