"""The editors' desk: Django's admin, one module for each thing on it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from quiz.admin import accounts as accounts
from quiz.admin import banks as banks
from quiz.admin import questions as questions
from quiz.admin import reports as reports
from quiz.admin import rounds as rounds

admin.site.site_header = _("The Privacy Quiz: editors’ desk")
admin.site.site_title = _("Editors’ desk")
admin.site.index_title = _("Questions and banks")
