"""The kinds of message that go out when somebody on a journey does something that others wait to hear of.

A letter says only `mail_line`; title and text are read after signing in. `%(happened)s` is the sentence that the
timeline has for it.
"""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Group, Rhythm
from notifications.kinds import Kind

OTHERS_DID = _("Somebody else on the team did this on a journey that you follow.")
KEPT_FOR_SAFETY = _("You should always know who can open what is kept about a person here.")

MESSAGE = Kind(
    key="message",
    group=Group.MESSAGES,
    label=_("A new message"),
    reason=_("Somebody wrote on a journey whose team you are on."),
    mail_line=_("A message is waiting for you."),
    title=_("%(who)s wrote to you"),
    body=_("Open the journey’s messages to read it and to answer."),
    rhythm=Rhythm.AT_ONCE,
)
ASSIGNED = Kind(
    key="assigned",
    group=Group.NEWS,
    label=_("A journey was given to you"),
    reason=_("You are the advocate of this journey now."),
    mail_line=_("A journey was given to you."),
    title=_("%(who)s gave you this journey"),
    body=_("Say hello to the patient, and look at what comes next."),
    rhythm=Rhythm.AT_ONCE,
)
ADVOCATE = Kind(
    key="advocate",
    group=Group.NEWS,
    label=_("Your advocate"),
    reason=_("The advocate of a journey that you follow has changed."),
    mail_line=_("There is news about who helps you."),
    title=_("%(happened)s"),
    body=_("You can write to your advocate under Messages."),
    rhythm=Rhythm.AT_ONCE,
)
RECORD_IN = Kind(
    key="record_in",
    group=Group.NEWS,
    label=_("A record came in"),
    reason=OTHERS_DID,
    mail_line=_("There is news on a journey that you follow."),
    title=_("%(happened)s"),
)
VISIT = Kind(
    key="visit",
    group=Group.NEWS,
    label=_("An appointment was offered, booked, changed or cancelled"),
    reason=OTHERS_DID,
    mail_line=_("There is news about a date."),
    title=_("%(happened)s"),
)
VISIT_SOON = Kind(
    key="visit_soon",
    group=Group.DATES,
    label=_("An appointment within two days was changed or cancelled"),
    reason=_("Somebody else changed an appointment that is very near, and you follow the journey."),
    mail_line=_("There is news about a date that is very near."),
    title=_("%(happened)s"),
    is_urgent=True,
    rhythm=Rhythm.AT_ONCE,
)
GUIDE = Kind(
    key="guide",
    group=Group.NEWS,
    label=_("A guide for you"),
    reason=_("Your advocate thinks that this guide helps you now."),
    mail_line=_("Somebody sent you something to read."),
    title=_("%(who)s sent you a guide"),
    body=_("%(what)s"),
)
MOVED = Kind(
    key="moved",
    group=Group.NEWS,
    label=_("A journey goes on, rests or ends"),
    reason=OTHERS_DID,
    mail_line=_("There is news on a journey that you follow."),
    title=_("%(happened)s"),
)
DECISION = Kind(
    key="decision",
    group=Group.NEWS,
    label=_("A decision was written down or told"),
    reason=OTHERS_DID,
    mail_line=_("There is news on a journey that you follow."),
    title=_("%(happened)s"),
)
TEAM = Kind(
    key="team",
    group=Group.ACCOUNT,
    label=_("Who can see your journey"),
    reason=_("It is your journey, and who can see it has changed."),
    mail_line=_("Who can see your journey has changed."),
    title=_("%(happened)s"),
    body=_("Is this not right? Open the team’s page to end the access, or write to your advocate."),
    kept_because=KEPT_FOR_SAFETY,
    rhythm=Rhythm.AT_ONCE,
)
ACCESS_GIVEN = Kind(
    key="access_given",
    group=Group.ACCOUNT,
    label=_("You were let in to a journey"),
    reason=_("You can open one more journey than before."),
    mail_line=_("You can open one more journey now."),
    title=_("%(who)s let you in to this journey"),
    kept_because=KEPT_FOR_SAFETY,
    rhythm=Rhythm.AT_ONCE,
)
ACCESS_CHANGED = Kind(
    key="access_changed",
    group=Group.ACCOUNT,
    label=_("What you may do on a journey"),
    reason=_("What you may do on a journey has changed."),
    mail_line=_("What you may do on a journey has changed."),
    title=_("%(who)s changed what you may do on this journey"),
    body=_("From now on: “%(access)s”."),
    kept_because=KEPT_FOR_SAFETY,
    rhythm=Rhythm.AT_ONCE,
)
ACCESS_ENDED = Kind(
    key="access_ended",
    group=Group.ACCOUNT,
    label=_("Your access to a journey ended"),
    reason=_("You could open this journey until now."),
    mail_line=_("Your access to a journey has ended."),
    title=_("Your access to the journey %(reference)s has ended"),
    body=_("%(who)s ended it. If you think that this is a mistake, please ask them."),
    kept_because=KEPT_FOR_SAFETY,
    rhythm=Rhythm.AT_ONCE,
)
ACCESS_RAN_OUT = Kind(
    key="access_ran_out",
    group=Group.ACCOUNT,
    label=_("Your access to a journey has run out"),
    reason=_("You could open this journey until now."),
    mail_line=_("Your access to a journey has ended."),
    title=_("Your access to the journey %(reference)s has ended"),
    body=_("It was given to you until today. If you need it for longer, please ask the patient."),
    kept_because=KEPT_FOR_SAFETY,
    rhythm=Rhythm.AT_ONCE,
)

KINDS = (
    MESSAGE,
    ASSIGNED,
    ADVOCATE,
    RECORD_IN,
    VISIT,
    VISIT_SOON,
    GUIDE,
    MOVED,
    DECISION,
    TEAM,
    ACCESS_GIVEN,
    ACCESS_CHANGED,
    ACCESS_ENDED,
    ACCESS_RAN_OUT,
)
