"""What the type checker's Django plugin reads: the apps of the product and of the Intempus twin together."""

SECRET_KEY = "only-for-the-type-checker"
INSTALLED_APPS = ["bindeled.store", "sandbox.intempus"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
