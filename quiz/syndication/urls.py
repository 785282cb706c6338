"""Addresses of what other sites and programs get."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter

from quiz.play import daily, reports, sets, start, views
from quiz.syndication import accent, embeds, feeds, loader, manifest, oembed, question_card, sitemap
from quiz.syndication.framing import framed, of_bank, of_day, of_round, of_set, of_today
from quiz.web.embedding import LOOK


class ColourConverter(StringConverter):
    regex = "[0-9a-f]{6}"


register_converter(ColourConverter, "colour")

# A round in an embed is played by readers' own views. What is not here stays on the site itself.
ROUNDS = "rounds/<uuid:key>/"
embedded = [
    path("banks/<slug:ref>/", framed(embeds.bank, of_bank), name="embed_bank"),
    path("banks/<slug:ref>/start/", framed(start.start, of_bank), name="embed_start"),
    path("topics/<slug:ref>/<slug:topic>/", framed(embeds.topic, of_bank), name="embed_topic"),
    path("sets/<slug:ref>/", framed(sets.question_set, of_set), name="embed_set"),
    path("sets/<slug:ref>/start/", framed(sets.start_set, of_set), name="embed_start_set"),
    path("today/", framed(embeds.today, of_today), name="embed_today"),
    path("today/card/", framed(question_card.today_card, of_today), name="today_card"),
    path("today/<slug:day>/", framed(daily.day, of_day), name="embed_day"),
    path("banks/<slug:ref>/card/", framed(question_card.bank_card, of_bank), name="bank_card"),
    path("sets/<slug:ref>/card/", framed(question_card.set_card, of_set), name="set_card"),
    path("today/<slug:day>/card/", framed(question_card.day_card, of_day), name="day_card"),
    path(ROUNDS, framed(views.result, of_round), name="embed_result"),
    path(f"{ROUNDS}<int:position>/", framed(views.turn, of_round), name="embed_turn"),
    path(f"{ROUNDS}<int:position>/report/", framed(reports.report, of_round), name="embed_report"),
    path(f"{ROUNDS}stop/", framed(views.stop, of_round), name="embed_stop"),
    path(f"{ROUNDS}resume/", framed(views.resume, of_round), name="embed_resume"),
    path(f"{ROUNDS}practise/", framed(start.practise, of_round), name="embed_practise"),
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
