"""Addresses of the API: what the records checklist has gained."""

from django.urls import path

from cases.api import offers
from cases.urls.api.journeys import JOURNEY

OFFER = f"{JOURNEY}record-offers/<slug:slug>/"

# /api/v1/journeys/{journey}/record-offers/
urlpatterns = [
    path(f"{JOURNEY}record-offers/", offers.RecordOffers.as_view(), name="record-offers"),
    path(OFFER, offers.RecordOffer.as_view(), name="record-offer"),
    path(f"{OFFER}changes/", offers.RecordOfferChanges.as_view(), name="record-offer-changes"),
]
