"""All addresses of the site. The desk's own are in ``admin/site.py`` and ``admin/pages.py``."""

from django.contrib import admin
from django.urls import include, path

from quiz.ops import health
from quiz.play import (
    challenge,
    corrections,
    daily,
    home,
    lab,
    reminders,
    reports,
    scores,
    sets,
    start,
    views,
)
from quiz.privacy import views as privacy

handler400 = "quiz.web.errors.bad_request"
handler403 = "quiz.web.errors.permission_denied"
handler404 = "quiz.web.errors.not_found"
handler500 = "quiz.web.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("today/", daily.days, name="days"),
    path("today/<slug:day>/", daily.day, name="day"),
    path("banks/<slug:ref>/", home.bank, name="bank"),
    path("banks/<slug:ref>/start/", start.start, name="start"),
    path("sets/<slug:ref>/", sets.question_set, name="question_set"),
    path("sets/<slug:ref>/start/", sets.start_set, name="start_set"),
    path("rounds/<uuid:key>/", views.result, name="result"),
    path("rounds/<uuid:key>/<int:position>/", views.turn, name="turn"),
    path("rounds/<uuid:key>/<int:position>/report/", reports.report, name="report"),
    path("rounds/<uuid:key>/stop/", views.stop, name="stop"),
    path("rounds/<uuid:key>/resume/", views.resume, name="resume"),
    path("rounds/<uuid:key>/practise/", start.practise, name="practise"),
    path("rounds/<uuid:key>/challenge/", challenge.send_challenge, name="send_challenge"),
    path("challenges/<str:text>/", challenge.challenge, name="challenge"),
    path("challenges/<str:text>/start/", start.take_up, name="take_up"),
    path("rounds/<uuid:key>/reminder/", reminders.reminder, name="reminder"),
    path("rounds/<uuid:key>/data/", privacy.your_data, name="round_data"),
    path("rounds/<uuid:key>/data/download/", privacy.download, name="round_download"),
    path("rounds/<uuid:key>/data/erase/", privacy.erase_now, name="round_erase"),
    path("scores/", scores.scores, name="scores"),
    path("your-data/", privacy.your_data, name="your_data"),
    path("your-data/download/", privacy.download, name="download"),
    path("your-data/erase/", privacy.erase_now, name="erase"),
    path("privacy/", privacy.promise, name="promise"),
    path("privacy/threats/", privacy.threats, name="threats"),
    path("your-browser/", privacy.your_browser, name="your_browser"),
    path(".well-known/gpc.json", privacy.gpc, name="gpc"),
    path(".well-known/security.txt", privacy.security, name="security"),
    path("pictures/<slug:digest>/<int:width>.webp", views.picture, name="picture"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("rules/", views.rules, name="rules"),
    path("lab/", lab.lab, name="lab"),
    path("favicon.ico", views.favicon),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("quiz.syndication.urls")),
]
