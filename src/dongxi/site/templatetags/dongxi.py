"""Template words of the frame."""

from django import template

register = template.Library()
