"""Addresses of what other sites and programs get."""

from django.urls import path

from quiz.syndication import loader

urlpatterns = [
    path("embed/loader.<int:version>.js", loader.loader, name="loader"),
]
