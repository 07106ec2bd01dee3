"""The console's addresses."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from kopilka.fronts.console.pages import (
    home,
    member,
    members,
    order,
    orders,
    program,
    signin,
    simulation,
)

urlpatterns = [
    path("", home.show_home, name="home"),
    path("sign-in/", signin.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("preferences/theme/", signin.choose_theme, name="theme"),
    path("preferences/language/", set_language, name="language"),
    path("members/", members.list_members, name="members"),
    path("members/<slug:public_id>/", member.show_member, name="member"),
    path("orders/", orders.list_orders, name="orders"),
    path("orders/<str:shop>/<path:order_id>/", order.show_order, name="order"),
    path("program/", program.show_program, name="program"),
    path("simulation/", simulation.show_simulation, name="simulation"),
]
