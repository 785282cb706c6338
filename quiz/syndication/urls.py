"""Addresses of what other sites and programs get."""

from django.urls import include, path

from quiz.syndication import feeds, loader, manifest, sitemap

urlpatterns = [
    path("feeds/today/", feeds.today_feed, name="today_feed"),
    path("feeds/questions/", feeds.questions_feed, name="questions_feed"),
    path("corrections/feed/", feeds.corrections_feed, name="corrections_feed"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("api/", include("quiz.syndication.api.urls")),
    path("embed/loader.<int:version>.js", loader.loader, name="loader"),
]
