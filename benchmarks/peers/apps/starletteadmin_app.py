"""starlette-admin, as its guide shows it."""

import mapped
from sqlalchemy import create_engine, or_
from sqlalchemy.orm import DeclarativeBase
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette_admin.auth import AdminUser, AuthProvider
from starlette_admin.contrib.sqla import Admin, ModelView
from starlette_admin.exceptions import LoginFailed
from starlette_admin.export import ExportConfig

KEY = "a key that is good enough for measuring"


class Base(DeclarativeBase):
    pass


Dept, Staff, Callback = mapped.declare(Base)
engine = create_engine(mapped.URL, connect_args={"check_same_thread": False})


class Doors(AuthProvider):
    async def login(self, username, password, remember_me, request):
        if password != "admin":
            raise LoginFailed("wrong password")
        request.session["who"] = username

    async def authenticate(self, request):
        return AdminUser(request.session["who"]) if "who" in request.session else None

    async def logout(self, request):
        request.session.clear()


class CallbackView(ModelView):
    fields = ["id", *mapped.TYPED]
    exclude_fields_from_list = ["id", "channel", "satisfaction", "content", "result"]
    searchable_fields = [*mapped.SEARCHED, "category", "channel", "created_at", "due_at", "done_at"]
    sortable_fields = ["number", "created_at", "due_at"]
    fields_default_sort = [("created_at", True)]
    page_size, page_size_options = 50, [50, 100]
    exporters = ["csv", "xlsx"]

    def get_search_query(self, request, term):
        """What can be filtered is searched as well unless it is said: only the texts."""
        return or_(*(getattr(Callback, name).ilike(f"%{term}%") for name in mapped.SEARCHED))


app = Starlette(middleware=[Middleware(SessionMiddleware, secret_key=KEY)])
admin = Admin(engine, title="peer", secret_key=KEY, auth_provider=Doors(), export_config=ExportConfig(max_rows=200_000))
admin.add_view(CallbackView(Callback, key="callback"))
admin.add_view(ModelView(Dept, key="dept"))
admin.add_view(ModelView(Staff, key="staff"))
admin.mount_to(app)
