"""The map of the site."""

from django.contrib import admin
from django.urls import path

from quiz import views

handler400 = "quiz.views.bad_request"

urlpatterns = [
    path("", views.home, name="home"),
    path("banks/<slug:ref>/", views.bank, name="bank"),
    path("banks/<slug:ref>/start/", views.start, name="start"),
    path("rounds/<uuid:key>/", views.result, name="result"),
    path("rounds/<uuid:key>/<int:position>/", views.turn, name="turn"),
    path("rounds/<uuid:key>/stop/", views.stop, name="stop"),
    path("rounds/<uuid:key>/practise/", views.practise, name="practise"),
    path("scores/", views.scores, name="scores"),
    path("rules/", views.rules, name="rules"),
    path("favicon.ico", views.favicon),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
