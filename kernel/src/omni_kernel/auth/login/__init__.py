"""The login: a state machine in the database, into which plugins put second factors and identity providers."""

from .flows import LoginExpired, LoginFailed, StepTaken, Visitor
from .machine import LoginService
from .steps import Begin, Outcome

__all__ = ["Begin", "LoginExpired", "LoginFailed", "LoginService", "Outcome", "StepTaken", "Visitor"]
