"""Django's admin: people and clinics, to look at. No clinical table is registered here."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from labs.models import Clinic, Membership, User

# Through the same door as everybody, where tries are counted.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Neither groups nor second addresses mean anything here; an address would be a way in.
admin.site.unregister([EmailAddress, Group, Authenticator, UserSession])
admin.site.site_header = admin.site.site_title = "HPG Tracker: people and clinics"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Who may see a record follows from these rows: they change through `record` alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class PeopleAdmin(ReadOnlyAdmin):
    list_display = ("name", "email", "is_active", "is_staff")
    search_fields = ("name", "email")
    exclude = ("password",)


@admin.register(Clinic)
class ClinicsAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "zone", "demonstration")


@admin.register(Membership)
class MembershipsAdmin(ReadOnlyAdmin):
    list_display = ("user", "clinic", "role")
    list_select_related = ("user", "clinic")
