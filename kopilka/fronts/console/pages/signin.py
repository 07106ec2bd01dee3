"""Signing in and out, and how the pages look to this reader."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

THEMES = ("paper", "lamp")
TRIES = 10
"""Passwords tried for one e-mail from one address in `WINDOW_SECONDS`, per web process."""
WINDOW_SECONDS = 15 * 60


class SignIn(LoginView):
    """A try is counted before the password is looked at, so that parallel tries all count."""

    template_name = "console/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _tries_key(request)
        cache.add(key, 0, WINDOW_SECONDS)
        if cache.incr(key) > TRIES:
            form = self.get_form()
            context = self.get_context_data(form=form, too_many=True)
            return self.render_to_response(context, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        cache.delete(_tries_key(self.request))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {"page": "sign-in", "wrong": self._wrong(context), **context}

    def _wrong(self, context: dict[str, Any]) -> str:
        if context.get("too_many"):
            return gettext("Too many tries. Wait a quarter of an hour and try again.")
        if context["form"].is_bound:
            return gettext("This e-mail and password do not go together.")
        return ""


def _tries_key(request: HttpRequest) -> str:
    email = request.POST.get("username", "").strip().lower().encode().hex()[:160]
    return f"sign-in:{request.META.get('REMOTE_ADDR', '')}:{email}"


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """`auto` forgets the choice: the device decides."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(_back_to(request))
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _back_to(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if safe else "/"
