"""Flask-Admin with Flask-Login, as its guide shows them."""

import flask_login
import mapped
from flask import Flask, redirect, request
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config.update(SECRET_KEY="a key that is good enough for measuring", SQLALCHEMY_DATABASE_URI=mapped.URL)
db = SQLAlchemy(app)
Dept, Staff, Callback = mapped.declare(db.Model)
doors = flask_login.LoginManager(app)


class Person(flask_login.UserMixin):
    id = "admin"


@doors.user_loader
def person(key):
    return Person()


@app.post("/login")
def login():
    if request.form.get("password") != "admin":
        return "wrong password", 403
    flask_login.login_user(Person())
    return redirect("/admin/")


class Guarded(ModelView):
    def is_accessible(self):
        return flask_login.current_user.is_authenticated


class CallbackView(Guarded):
    column_list = mapped.LISTED
    form_columns = mapped.TYPED
    column_details_list = mapped.TYPED
    column_searchable_list = mapped.SEARCHED
    column_filters = ["category", "channel", "dept.name", "created_at", "due_at", "done_at"]
    column_default_sort = ("created_at", True)
    page_size = 50
    can_export = can_view_details = True
    export_types = ["csv", "xlsx"]
    export_max_rows = 200_000
    named_filter_urls = True


admin = Admin(app, name="peer")
admin.add_view(CallbackView(Callback, db, endpoint="callback"))
admin.add_view(Guarded(Dept, db, endpoint="dept"))
admin.add_view(Guarded(Staff, db, endpoint="staff"))
