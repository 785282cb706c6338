"""Who may cache a page: anybody for five minutes (``public``), or nobody (``private``)."""

from django.views.decorators.cache import cache_control

public = cache_control(public=True, max_age=300)
private = cache_control(private=True, no_store=True)
