"""Flask-AppBuilder with views as it generates them."""

import mapped
from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_appbuilder.models.sqla.interface import SQLAInterface

IS_SETUP = __name__ == "__main__"
app = Flask(__name__)
app.config.update(
    SECRET_KEY="a key that is good enough for measuring",
    SQLALCHEMY_DATABASE_URI=mapped.URL,
    WTF_CSRF_ENABLED=True,
    AUTH_TYPE=1,
    RATELIMIT_ENABLED=False,
    FAB_UPDATE_PERMS=IS_SETUP,
)
db = SQLA(app)
Dept, Staff, Callback = mapped.declare(Model)


class CallbackView(ModelView):
    datamodel = SQLAInterface(Callback)
    list_columns = mapped.LISTED
    search_columns = [*mapped.SEARCHED, "category", "channel", "dept", "created_at", "due_at", "done_at"]
    add_columns = edit_columns = show_columns = mapped.TYPED
    base_order = ("created_at", "desc")
    page_size = 50


class QueueView(CallbackView):
    """No address asks for what is empty, so the queue is a view of its own."""

    datamodel = SQLAInterface(Callback)
    base_filters = [["done_at", FilterEqual, None]]
    base_order = ("due_at", "asc")


class DeptView(ModelView):
    datamodel = SQLAInterface(Dept)


class StaffView(ModelView):
    datamodel = SQLAInterface(Staff)


with app.app_context():
    builder = AppBuilder(app, db.session)
    for view in (CallbackView, QueueView, DeptView, StaffView):
        builder.add_view(view, view.__name__, category="Register")
    if IS_SETUP:
        Model.metadata.create_all(db.engine)
        builder.sm.add_user("admin", "A", "B", "admin@localhost", builder.sm.find_role("Admin"), "admin")
