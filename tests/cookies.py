"""The cookies by which a browser is known, as the site itself gives and reads them."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from quiz.privacy.readers import reader_of, remember


def value_for(reader):
    response = HttpResponse()
    remember(response, reader)
    return response.cookies[settings.READER_COOKIE_NAME].value


def as_reader(client, reader=None):
    """Let ``client`` be the browser of ``reader``, who is a new one if not given; say who."""
    reader = reader or uuid.uuid4()
    client.cookies[settings.READER_COOKIE_NAME] = value_for(reader)
    return reader


def reader_in(client):
    """Whose browser ``client`` is, or None."""
    request = HttpRequest()
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    return reader_of(request)


def let_logins_begin():
    """See to it that whoever a test logs in has the cookie that says when, as the door gives it."""
    known = Client.force_login

    def force_login(self, user, backend=None):
        from quiz.admin.login import login_begun

        known(self, user, backend)
        self.cookies[settings.LOGIN_COOKIE_NAME] = login_begun(user)

    Client.force_login = force_login
