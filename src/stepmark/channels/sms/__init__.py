"""SMS: the providers that can be asked to send one, by their keys."""

from collections.abc import Mapping

from stepmark.channels.sms.base import SmsProvider
from stepmark.channels.sms.generic import GenericHttp
from stepmark.channels.sms.smsapi import SmsApi
from stepmark.channels.sms.twilio import Twilio

PROVIDERS: Mapping[str, SmsProvider] = {each.key: each for each in (SmsApi(), Twilio(), GenericHttp())}
