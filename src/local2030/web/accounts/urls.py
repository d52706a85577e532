"""Addresses of accounts. allauth looks for its own names; those that it needs lead to pages of ours."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from django.urls import path
from django.views.decorators.cache import never_cache

from local2030.web.accounts import own_pages, people_pages, reset_pages, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="socialaccount_login_cancelled"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-in/code/", views.code, name="mfa_authenticate"),
    path("sign-in/again/", never_cache(reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code/", never_cache(reauthenticate_by_code), name="mfa_reauthenticate"),
    path("sign-in/with/<slug:provider_id>/login/", views.to_provider, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/login/callback/", views.from_provider, name="openid_connect_callback"),
    path("account/", own_pages.account, name="account"),
    path("account/", own_pages.account, name="mfa_index"),
    path("account/", own_pages.account, name="socialaccount_connections"),
    path("account/password/", own_pages.password, name="own-password"),
    path("account/keys/", own_pages.new_key, name="key-new"),
    path("account/keys/<int:key_id>/revoke/", own_pages.revoke_key, name="key-revoke"),
    path("account/my-data.json", own_pages.own_data, name="own-data"),
    path("account/forget-me/", own_pages.forget, name="forget-me"),
    path("account/second-factor/", never_cache(activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/off/", never_cache(deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", never_cache(view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", never_cache(generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("people/", people_pages.people, name="people"),
    path("people/invite/", people_pages.new_invitation, name="invite"),
    path("people/<int:user_id>/", people_pages.person, name="person"),
    path("people/<int:user_id>/aliases/", people_pages.new_alias, name="alias-new"),
    path("people/aliases/<int:alias_id>/remove/", people_pages.remove_alias, name="alias-remove"),
    path("people/grants/<int:grant_id>/end/", people_pages.end_grant, name="grant-end"),
    path("people/invitations/<int:invitation_id>/withdraw/", people_pages.withdraw_invitation, name="invite-withdraw"),
    path("people/<int:user_id>/new-password/", reset_pages.new_link, name="person-reset"),
    path("people/<int:user_id>/forget/", reset_pages.forget_person, name="person-forget"),
    path("people/keys/<int:key_id>/revoke/", people_pages.revoke_service_key, name="service-key-revoke"),
    path("sign-in/forgotten/", reset_pages.forgotten, name="forgotten"),
    path("reset/<str:token>/", reset_pages.reset, name="reset"),
    path("join/<str:token>/", people_pages.join_page, name="join"),
]
