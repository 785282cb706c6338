"""The map of the site."""

from django.contrib import admin
from django.urls import path

from quiz import health, letters, mine, proof, views

handler400 = "quiz.refusals.bad_request"
handler500 = "quiz.refusals.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("banks/<slug:ref>/", views.bank, name="bank"),
    path("banks/<slug:ref>/start/", views.start, name="start"),
    path("rounds/<uuid:key>/", views.result, name="result"),
    path("rounds/<uuid:key>/<int:position>/", views.turn, name="turn"),
    path("rounds/<uuid:key>/<int:position>/report/", letters.report, name="report"),
    path("rounds/<uuid:key>/stop/", views.stop, name="stop"),
    path("rounds/<uuid:key>/practise/", views.practise, name="practise"),
    path("rounds/<uuid:key>/data/", mine.your_data, name="round_data"),
    path("rounds/<uuid:key>/data/download/", mine.download, name="round_download"),
    path("rounds/<uuid:key>/data/erase/", mine.erase_now, name="round_erase"),
    path("scores/", mine.scores, name="scores"),
    path("your-data/", mine.your_data, name="your_data"),
    path("your-data/download/", mine.download, name="download"),
    path("your-data/erase/", mine.erase_now, name="erase"),
    path("privacy/", proof.promise, name="promise"),
    path("your-browser/", proof.your_browser, name="your_browser"),
    path(".well-known/gpc.json", proof.gpc, name="gpc"),
    path(".well-known/security.txt", proof.security, name="security"),
    path("pictures/<slug:digest>/<int:width>.webp", views.picture, name="picture"),
    path("corrections/", letters.corrections, name="corrections"),
    path("corrections/feed/", letters.corrections_feed, name="corrections_feed"),
    path("rules/", views.rules, name="rules"),
    path("favicon.ico", views.favicon),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
