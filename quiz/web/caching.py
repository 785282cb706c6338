"""Who may keep a page: everybody for some minutes, or nobody."""

from django.views.decorators.cache import cache_control

public = cache_control(public=True, max_age=300)
private = cache_control(private=True, no_store=True)
