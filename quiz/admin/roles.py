"""Who may do what at the editors' desk.

The two roles are groups. ``migrate`` makes them and gives them whatever they
still lack, after the permissions themselves have been made; what a publisher
has given them beside that stays. A page that needs a permission of its own
adds it here. Whether one may publish a question that one wrote oneself says
``models/workflow.py``.
"""

from typing import Any

from django.apps import apps as installed

WRITING = """
    view_dailyquestion view_bank view_topic view_version view_check view_step
    view_source add_source change_source
    view_fact add_fact change_fact
    view_question add_question change_question
    submit_question
    view_questionset
    view_article add_article change_article
    view_tally
""".split()

EDITING = """
    add_questionset change_questionset delete_questionset
    add_dailyquestion change_dailyquestion delete_dailyquestion
    add_bank change_bank publish_bank add_topic change_topic
    delete_article delete_topic delete_source delete_fact delete_question
    review_question publish_question retire_question renew_question correct_question
    view_report change_report delete_report view_correction
""".split()

ROLES = {"author": WRITING, "editor": WRITING + EDITING}


def make_roles(using: str, apps: Any = installed, **kwargs: Any) -> None:
    """Bring the groups up to date; runs after every ``migrate`` and can be repeated."""
    try:
        group, permission = (
            apps.get_model("auth", name)._base_manager for name in ("Group", "Permission")
        )
    except LookupError:  # migrated back to before there were any
        return
    for name, codenames in ROLES.items():
        role, _made = group.using(using).get_or_create(name=name)
        role.permissions.add(
            *permission.using(using).filter(
                content_type__app_label="quiz", codename__in=codenames
            )
        )  # fmt: skip
