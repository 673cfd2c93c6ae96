"""/notifications/: what people read, choose and stop."""

from django.urls import path

from notifications.views import calendar, notices, preferences, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("", notices.notices, name="notices"),
    path("read/", notices.read_all, name="read-all"),
    path("<uuid:uuid>/", notices.notice, name="notice"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/address/", preferences.address, name="address"),
    path("preferences/calendar/", preferences.calendar_make, name="calendar-make"),
    path("preferences/calendar/end/", preferences.calendar_end, name="calendar-end"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar"),
    path("stop/<str:token>/", unsubscribe.stop, name="stop"),
]
