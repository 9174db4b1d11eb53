"""The day on which tests look at plans, and what makes a text Chinese."""

import re
from datetime import date

TODAY = date(2026, 11, 24)
CHINESE = re.compile("[\u3400-\u9fff]+")
