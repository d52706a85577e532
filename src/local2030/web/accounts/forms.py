"""Forms of accounts: signing in, inviting, joining, roles, keys, one's own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from local2030.web.accounts.models import Role, User
from local2030.web.accounts.scopes import given_scope
from local2030.web.accounts.standing import standing_of

HIDDEN = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)))  # turn text around


class SignInForm(forms.Form):
    """A name and a password."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class GrantForm(forms.Form):
    """A role, over what, until when; offers those only that the reader may give."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.CharField(
        label=_("Over what"),
        required=False,
        max_length=80,
        help_text=_(
            "country:KE, entity:undp, body:wg1, hub:hub-hgg, programme:ID, place:ke-17, window:WIN-001. Empty is everywhere."
        ),
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}), help_text=_("Empty is for good.")
    )
    everything = forms.BooleanField(
        label=_("Everything, also what isn't published"),
        required=False,
        help_text=_("For a donor without a scope only: what was handed in for every window is read as well."),
    )

    def __init__(self, *args: Any, roles: dict[str, frozenset[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        self.fields["role"].choices = [(r, Role(r).label) for r in roles]  # type: ignore[attr-defined]
        scopes = sorted(frozenset().union(*roles.values()))
        if scopes and "" not in scopes:
            self.fields["scope"] = forms.ChoiceField(label=_("Over what"), choices=[(s, s) for s in scopes])
        if Role.DON not in roles or "" not in scopes:
            del self.fields["everything"]

    def clean_scope(self) -> str:
        """In its one spelling, and of something that is there; what the reader holds himself was looked at when given."""
        given = str(self.cleaned_data["scope"])
        return given if isinstance(self.fields["scope"], forms.ChoiceField) else given_scope(given)

    def clean_until(self) -> Any:
        """Not yet over."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return until

    def clean(self) -> dict[str, Any]:
        """The scope goes with the role; a donor reads everything only where that was meant."""
        data = super().clean() or {}
        scopes = self.roles.get(data.get("role", ""), frozenset())
        if "scope" in data and "" not in scopes and data["scope"] not in scopes:
            raise ValidationError(_("You may give this role in your own scope only."))
        if data.get("role") == Role.DON and data.get("scope") == "" and not data.get("everything"):
            self.add_error(
                "scope",
                _("Say which window this donor funds (window:WIN-001), or confirm that everything is meant."),
            )
        return data


class InviteForm(GrantForm):
    """The same for somebody without an account."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ("email", "role", "scope", "everything", "until")


class AliasForm(forms.Form):
    """Another name or address of a person."""

    alias = forms.CharField(
        label=_("Another name or address"),
        max_length=254,
        help_text=_("Conflicts of interest are looked for under it as well."),
    )

    def clean_alias(self) -> str:
        """As it reads."""
        return _plain(self.cleaned_data["alias"])


class JoinForm(forms.Form):
    """What an invited person chooses."""

    shown = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username"}),
        help_text=_("Letters, digits and . - _ @"),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(map(str, password_validators_help_texts()))

    def clean_shown(self) -> str:
        """As it reads: nothing in it turns the text around it."""
        return _plain(self.cleaned_data["shown"])

    def clean_name(self) -> str:
        """A name that nobody has, in whatever case."""
        name = str(self.cleaned_data["name"])
        User.username_validator(name)
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody has this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """A password that is good enough for this person."""
        data = super().clean() or {}
        if data.get("password") and data.get("name"):
            try:
                validate_password(data["password"], User(username=data["name"], first_name=data.get("shown", "")[:150]))
            except ValidationError as weak:
                self.add_error("password", weak)
        return data


class KeyForm(forms.Form):
    """A key for a program that acts for the reader; all roles, or one of them."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    held = forms.ChoiceField(label=_("What it may"), required=False)
    days = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("one year"))],
        initial=90,
    )

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = standing_of(reader).roles
        each = [(f"{r} {s}", f"{Role(r).label} {s}".strip()) for r, scopes in roles.items() for s in sorted(scopes)]
        self.fields["held"].choices = [("", _("all that I may")), *each]  # type: ignore[attr-defined]


class ForgotForm(forms.Form):
    """Who lost the password."""

    who = forms.CharField(label=_("Name or e-mail"), max_length=254)


class NewPasswordForm(forms.Form):
    """A new password, good enough for the person."""

    password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(map(str, password_validators_help_texts()))

    def clean_password(self) -> str:
        """Not one that is easily guessed."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class ForgetForm(forms.Form):
    """Whether somebody else is to be forgotten, and why. The reason stays readable, so it mustn't name the person."""

    why = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stays in the history, so don't name the person in it.")
    )
    sure = forms.BooleanField(label=_("Yes, forget this person. This can't be undone."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_why(self) -> str:
        """On one line, and without what is to be forgotten."""
        why = _plain(self.cleaned_data["why"])
        if not why:
            raise ValidationError(_("Say why."))
        told = (self.user.username, self.user.email, self.user.get_full_name())
        if any(text and text.casefold() in why.casefold() for text in told):
            raise ValidationError(_("The reason stays readable: leave out the person's name and address."))
        return why


class EraseForm(forms.Form):
    """Asked once more, with the password where there is one."""

    sure = forms.BooleanField(label=_("Yes, forget me. This can't be undone."))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        if not reader.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """The reader's own."""
        if not self.reader.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This isn't your password."))
        return str(self.cleaned_data["password"])


def _plain(text: str) -> str:
    """On one line, without marks that turn the text around."""
    return " ".join(text.translate(dict.fromkeys(map(ord, HIDDEN))).split())
