"""The admin of Django with its usual settings, and django-import-export since it has no export itself."""

import os
import sys
import types
from pathlib import Path

import django
from django.conf import settings

HERE = Path(__file__).parent
register = types.ModuleType("register")
register.__path__ = [str(HERE)]
sys.modules["register"] = register
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
settings.configure(
    DEBUG=False,
    SECRET_KEY="a key that is good enough for measuring",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=False,
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"]}},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "import_export",
        "register",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": CONTEXT}}
    ],
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402
from import_export import resources  # noqa: E402
from import_export.admin import ExportMixin  # noqa: E402

KINDS = [(code, code) for code in ("service", "planned", "important", "after_sale", "maintenance", "key")]
CHANNELS = [(code, code) for code in ("hotline", "window", "wechat", "12345", "web", "visit")]


class Dept(models.Model):
    name = models.CharField(max_length=60)

    class Meta:
        managed, app_label, db_table = False, "register", "dept"

    def __str__(self):
        return self.name


class Staff(models.Model):
    name = models.CharField(max_length=60)
    dept = models.ForeignKey(Dept, models.PROTECT)

    class Meta:
        managed, app_label, db_table = False, "register", "staff"

    def __str__(self):
        return self.name


class Callback(models.Model):
    number = models.CharField(max_length=40, unique=True)
    customer = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, db_index=True)
    address = models.CharField(max_length=200)
    category = models.CharField(max_length=40, choices=KINDS)
    channel = models.CharField(max_length=40, choices=CHANNELS)
    dept = models.ForeignKey(Dept, models.PROTECT)
    staff = models.ForeignKey(Staff, models.PROTECT)
    created_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    satisfaction = models.IntegerField(null=True, blank=True)
    content = models.TextField()
    result = models.TextField(null=True, blank=True)

    class Meta:
        managed, app_label, db_table = False, "register", "callback"

    def __str__(self):
        return self.number


class Exported(resources.ModelResource):
    class Meta:
        model = Callback
        fields = ("number", "customer", "phone", "address", "category", "dept__name", "staff__name", "created_at", "due_at", "done_at")


@admin.register(Callback)
class CallbackAdmin(ExportMixin, admin.ModelAdmin):
    resource_classes = [Exported]
    list_display = ("number", "customer", "phone", "address", "category", "dept", "staff", "created_at", "due_at", "done_at")
    search_fields = ("number", "customer", "phone", "address", "content")
    list_filter = ("category", "channel", "dept", "created_at", "due_at", "done_at")
    list_select_related = ("dept", "staff")
    ordering = ("-created_at",)
    list_per_page = 50

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).select_related("dept", "staff")


admin.site.register([Dept, Staff])
urlpatterns = [path("admin/", admin.site.urls)]

if __name__ == "__main__":
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    User.objects.create_superuser("admin", "", "admin")
else:
    app = get_wsgi_application()
