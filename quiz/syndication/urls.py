"""Addresses of what other sites and programs get."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter

from quiz.play import daily, reports, sets, start, views
from quiz.syndication import accent, embeds, feeds, loader, manifest, oembed, question_card, sitemap
from quiz.web.embedding import LOOK


class ColourConverter(StringConverter):
    regex = "[0-9a-f]{6}"


register_converter(ColourConverter, "colour")

# A round in an embed is played by readers' own views. What is not here stays on the site itself.
embedded = [
    path("banks/<slug:ref>/", embeds.bank, name="embed_bank"),
    path("banks/<slug:ref>/start/", start.start, name="embed_start"),
    path("topics/<slug:ref>/<slug:topic>/", embeds.topic, name="embed_topic"),
    path("sets/<slug:ref>/", sets.question_set, name="embed_set"),
    path("sets/<slug:ref>/start/", sets.start_set, name="embed_start_set"),
    path("today/", embeds.today, name="embed_today"),
    path("today/card/", question_card.today_card, name="today_card"),
    path("today/<slug:day>/", daily.day, name="embed_day"),
    path("banks/<slug:ref>/card/", question_card.bank_card, name="bank_card"),
    path("sets/<slug:ref>/card/", question_card.set_card, name="set_card"),
    path("today/<slug:day>/card/", question_card.day_card, name="day_card"),
    path("rounds/<uuid:key>/", views.result, name="embed_result"),
    path("rounds/<uuid:key>/<int:position>/", views.turn, name="embed_turn"),
    path("rounds/<uuid:key>/<int:position>/report/", reports.report, name="embed_report"),
    path("rounds/<uuid:key>/stop/", views.stop, name="embed_stop"),
    path("rounds/<uuid:key>/resume/", views.resume, name="embed_resume"),
    path("rounds/<uuid:key>/practise/", start.practise, name="embed_practise"),
]

urlpatterns = [
    path("feeds/today/", feeds.today_feed, name="today_feed"),
    path("feeds/questions/", feeds.questions_feed, name="questions_feed"),
    path("corrections/feed/", feeds.corrections_feed, name="corrections_feed"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("api/", include("quiz.syndication.api.urls")),
    path("embed/loader.<int:version>.js", loader.loader, name="loader"),
    path("embed/accent/<colour:accent>.css", accent.accent, name="accent"),
    re_path(rf"^embed/(?:{LOOK}/)?", include(embedded)),
]
