"""The addresses of one tenant's settings."""

from __future__ import annotations

from django.urls import path

from bindeled.web.pages.mapping import views as mapping
from bindeled.web.pages.matching import deciding_views as deciding
from bindeled.web.pages.matching import views as matching
from bindeled.web.pages.notices import views as notices
from bindeled.web.pages.own_rules import views as own_rules
from bindeled.web.pages.pay_types import views as pay_types
from bindeled.web.pages.schedules import views as schedules
from bindeled.web.pages.settings import views as settings
from bindeled.web.pages.tokens import views as tokens
from bindeled.web.pages.watches import views as watches

urlpatterns = [
    path("", settings.show_settings, name="settings"),
    path("matching/", matching.show_registers, name="matching"),
    path("matching/renamed/accept/", matching.accept_renamed, name="accept_renamed"),
    path("matching/<str:flow>/", matching.show_matches, name="matches"),
    path("matching/<str:flow>/answer/", matching.answer_doubt, name="answer_doubt"),
    path("matching/<str:flow>/decide/", matching.decide_conflict, name="decide_conflict"),
    path("matching/<str:flow>/rejected/", deciding.take_back_rejection, name="take_back_rejection"),
    path("matching/<str:flow>/record/", deciding.pin_fields, name="pin_fields"),
    path("mapping/", mapping.show_flows, name="mapping"),
    path("mapping/<str:flow>/", mapping.show_mapping, name="mapping_flow"),
    path("mapping/<str:flow>/field/", mapping.change_field, name="mapping_field"),
    path("mapping/<str:flow>/filter/", mapping.change_filter, name="mapping_filter"),
    path("mapping/<str:flow>/choices/", mapping.change_choices, name="mapping_choices"),
    path("mapping/<str:flow>/undo/", mapping.undo, name="undo_mapping"),
    path("pay-types/", pay_types.show_pay_types, name="pay_types"),
    path("pay-types/keep/", pay_types.keep_pay_types, name="keep_pay_types"),
    path("rules/", own_rules.show_rules, name="own_rules"),
    path("rules/add/", own_rules.add_rule, name="add_own_rule"),
    path("rules/<int:place>/", own_rules.change_rule, name="own_rule"),
    path("rules/undo/", own_rules.undo, name="undo_own_rules"),
    path("watches/", watches.show_watches, name="watches"),
    path("watches/add/<slug:kind>/", watches.add_watch, name="add_watch"),
    path("watches/<int:place>/", watches.change_watch, name="watch"),
    path("watches/<int:place>/switch/", watches.switch, name="switch_watch"),
    path("watches/undo/", watches.undo, name="undo_watches"),
    path("schedules/", schedules.show_schedules, name="schedules"),
    path("schedules/<str:flow>/", schedules.change_schedule, name="schedule"),
    path("schedules/<str:flow>/undo/", schedules.undo, name="undo_schedule"),
    path("schedules/<str:flow>/standard/", schedules.reset, name="reset_schedule"),
    path("schedules/<str:flow>/run/", schedules.run_now, name="run_flow"),
    path("notices/", notices.show_notices, name="notices"),
    path("notices/add/", notices.add_contact, name="add_contact"),
    path("notices/test/", notices.send_test, name="test_notices"),
    path("notices/<int:number>/ask/", notices.ask_again, name="ask_again"),
    path("notices/<int:number>/remove/", notices.remove_contact, name="remove_contact"),
    path("tokens/", tokens.show_tokens, name="tokens"),
    path("tokens/make/", tokens.make_token, name="make_token"),
    path("tokens/<int:number>/end/", tokens.end_token, name="end_token"),
]
