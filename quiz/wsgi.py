"""The WSGI application that gunicorn serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quiz.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from quiz.ops.database import serve
from quiz.ops.one_piece import in_one_piece
from quiz.web.bodies import whole

serve(settings.DATABASES["default"], settings.POOLER)

application = in_one_piece(whole(get_wsgi_application()))
