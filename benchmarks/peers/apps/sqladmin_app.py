"""sqladmin on Starlette, as its guide shows it."""

import os

import mapped
from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqladmin.filters import ForeignKeyFilter, OperationColumnFilter
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase
from starlette.applications import Starlette

KEY = "a key that is good enough for measuring"


class Base(DeclarativeBase):
    pass


Dept, Staff, Callback = mapped.declare(Base)
engine = create_engine(mapped.URL, connect_args={"check_same_thread": False})
app = Starlette()


class Doors(AuthenticationBackend):
    async def login(self, request):
        form = await request.form()
        request.session["is_in"] = form["password"] == "admin"
        return request.session["is_in"]

    async def logout(self, request):
        request.session.clear()
        return True

    async def authenticate(self, request):
        return bool(request.session.get("is_in"))


class Waiting:
    """It has no filter for what is empty; its guide shows how to write one."""

    title, parameter_name, has_operator = "Waiting", "waiting", False
    template = "sqladmin/filters/lookup_filter.html"

    async def lookups(self, request, model, run_query):
        return [("", "All"), ("yes", "Waiting")]

    async def get_filtered_query(self, query, value, model):
        return query.filter(model.done_at.is_(None)) if value == "yes" else query


class CallbackAdmin(ModelView, model=Callback):
    column_list = column_export_list = mapped.LISTED
    form_columns = column_details_list = mapped.TYPED
    column_searchable_list = mapped.SEARCHED
    column_sortable_list = ["number", "created_at", "due_at"]
    column_default_sort = ("created_at", True)
    column_filters = [
        ForeignKeyFilter(Callback.dept_id, Dept.name, Dept),
        OperationColumnFilter(Callback.created_at),
        OperationColumnFilter(Callback.due_at),
        Waiting(),
    ]
    page_size, page_size_options = 50, [50, 100]
    can_export, export_max_rows = True, int(os.environ["PEER_EXPORTED"])  # its export knows no filter: the newest, as many as are wanted


class DeptAdmin(ModelView, model=Dept):
    column_list = ["id", "name"]


class StaffAdmin(ModelView, model=Staff):
    column_list = ["id", "name"]


admin = Admin(app, engine, authentication_backend=Doors(secret_key=KEY))
for view in (CallbackAdmin, DeptAdmin, StaffAdmin):
    admin.add_view(view)
