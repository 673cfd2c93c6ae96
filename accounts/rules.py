"""Who may do what with people and invitations."""

from django.db.models import QuerySet

from accounts.choices import SiteRole
from accounts.models import User


def active_administrators() -> QuerySet[User]:
    """Everyone who can change access now; never a connected system."""
    return User.objects.filter(is_active=True, is_service=False, groups__name=SiteRole.ADMINISTRATOR)


def roles_to_invite(user: User) -> list[SiteRole]:
    """The site roles that this person may invite others to."""
    if user.has_site_role(SiteRole.ADMINISTRATOR):
        return list(SiteRole)
    if user.has_site_role(SiteRole.LEAD):
        return [SiteRole.ADVOCATE]
    return []


def may_have_profile(user: User) -> bool:
    """True for people; a connected system says nothing about itself."""
    return not user.is_service


def may_invite(user: User, role: str) -> bool:
    """True for those who may invite to, resend and withdraw invitations to this role."""
    return role in roles_to_invite(user)


def may_change_access(user: User) -> bool:
    """True for those who may give and take roles, and close and open accounts."""
    return user.has_site_role(SiteRole.ADMINISTRATOR)
