"""The quiz's addresses and the yardstick's, and the counting of queries."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from quiz.urls import handler400, handler500, urlpatterns

__all__ = ["handler400", "handler500", "urlpatterns"]

NOTHING = "<p>The same two thousand bytes.</p>\n".ljust(2_000, "x")


def nothing(request):
    return HttpResponse(NOTHING)


def counted(get_response):
    """Say in a header how many queries a response took. Never there when time is measured."""

    def middleware(request):
        queries = []

        def note(execute, sql, params, many, context):
            queries.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = get_response(request)
        response.headers["X-Queries"] = str(len(queries))
        return response

    return middleware


urlpatterns = [*urlpatterns, path("nothing/", nothing)]
