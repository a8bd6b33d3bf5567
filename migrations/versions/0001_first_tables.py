"""first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOLDED = {
    "ix_company_name": ("company", ["workspace_id"], "name_folded"),
    "ix_contact_name": ("contact", ["workspace_id"], "name_folded"),
    "ix_deal_title": ("deal", ["workspace_id"], "title_folded"),
    "ix_field_value_folded": ("field_value", ["field_id"], "folded"),
    "ix_contact_point_folded": ("contact_point", ["workspace_id", "type"], "folded"),
}
SCOPED = (
    "binding",
    "co_executor",
    "company",
    "contact",
    "contact_point",
    "custom_field",
    "deal",
    "deal_contact",
    "field_value",
    "file",
    "history",
    "idempotency_key",
    "import_fault",
    "import_link",
    "import_run",
    "member",
    "member_group",
    "member_group_member",
    "note",
    "notice",
    "process",
    "stage",
    "stage_visit",
    "step",
    "task",
    "tick",
)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_folded", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_person_email_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "workspace",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("automation_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("name", name=op.f("uq_workspace_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "access_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_link_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_access_link_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_link_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_link_workspace_id", "access_link", ["workspace_id"], unique=False)

    op.create_table(
        "contact_point",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_contact_point_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "record_id", "type", "position", name=op.f("pk_contact_point")),
    )
    op.create_table(
        "custom_field",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_custom_field_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_custom_field_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_custom_field_key",
        "custom_field",
        ["workspace_id", "kind", "key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )

    op.create_table(
        "file",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_file_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_file_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_file_record", "file", ["workspace_id", "kind", "record_id", "id"], unique=False)
    op.create_index("ix_file_sha256", "file", ["sha256"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("record_label", sa.String(length=300), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cause", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_history_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_deal", "history", ["workspace_id", "deal_id", "id"], unique=False)
    op.create_index("ix_history_record", "history", ["workspace_id", "kind", "record_id", "id"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("result", ID, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_idempotency_key_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint(
            "workspace_id", "member_id", "key", name=op.f("uq_idempotency_key_workspace_id_member_id_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("with_faults", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_import_run_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_import_run_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_run_file", "import_run", ["workspace_id", "kind", "sha256"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("superior_id", ID, nullable=True),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "superior_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_member_workspace_id_superior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_member_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "person_id", name=op.f("uq_member_workspace_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_member_person_id", "member", ["person_id"], unique=False)

    op.create_table(
        "member_group",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_member_group_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_group")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_member_group_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_member_group_workspace_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_note_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_record", "note", ["workspace_id", "kind", "record_id", "id"], unique=False)

    op.create_table(
        "process",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_process_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_process_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_token",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_api_token_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_token_member_id", "api_token", ["member_id"], unique=False)

    op.create_table(
        "company",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=True),
        sa.Column("type", sa.String(length=100), nullable=True),
        sa.Column("website", sa.String(length=1000), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "parent_id"],
            ["company.workspace_id", "company.id"],
            name=op.f("fk_company_workspace_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "responsible_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_company_workspace_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_company_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_company_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_live", "company", ["workspace_id", "deleted_at", "id"], unique=False)
    op.create_index("ix_company_parent_id", "company", ["parent_id"], unique=False)

    op.create_table(
        "field_value",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("field_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("time", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "field_id"],
            ["custom_field.workspace_id", "custom_field.id"],
            name=op.f("fk_field_value_workspace_id_field_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_field_value_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("field_id", "record_id", "position", name=op.f("pk_field_value")),
    )
    op.create_index("ix_field_value_number", "field_value", ["field_id", "number"], unique=False)
    op.create_index("ix_field_value_time", "field_value", ["field_id", "time"], unique=False)

    op.create_table(
        "import_fault",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "import_id"],
            ["import_run.workspace_id", "import_run.id"],
            name=op.f("fk_import_fault_workspace_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_import_fault_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_fault")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_fault_import_id", "import_fault", ["import_id", "row", "id"], unique=False)

    op.create_table(
        "import_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "import_id"],
            ["import_run.workspace_id", "import_run.id"],
            name=op.f("fk_import_link_workspace_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_import_link_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_link")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_link_import_id", "import_link", ["import_id", "row"], unique=False)

    op.create_table(
        "member_group_member",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "group_id"],
            ["member_group.workspace_id", "member_group.id"],
            name=op.f("fk_member_group_member_workspace_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_member_group_member_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_member_group_member_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_member_group_member")),
    )
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_notice_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_notice_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_member", "notice", ["member_id", "read_at", "id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sign_in_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"], unique=False)

    op.create_table(
        "stage",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("process_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "process_id"],
            ["process.workspace_id", "process.id"],
            name=op.f("fk_stage_workspace_id_process_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_stage_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_stage_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stage_process_id", "stage", ["process_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("job_title", sa.String(length=200), nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name=op.f("fk_contact_workspace_id_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "responsible_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_contact_workspace_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_contact_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_contact_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_company_id", "contact", ["company_id"], unique=False)
    op.create_index("ix_contact_live", "contact", ["workspace_id", "deleted_at", "id"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("process_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("task_template", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "process_id"],
            ["process.workspace_id", "process.id"],
            name=op.f("fk_step_workspace_id_process_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "stage_id"],
            ["stage.workspace_id", "stage.id"],
            name=op.f("fk_step_workspace_id_stage_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_step_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_step_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_step_process_id", "step", ["process_id"], unique=False)

    op.create_table(
        "binding",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("custom_field_id", ID, nullable=True),
        sa.Column("process_id", ID, nullable=False),
        sa.Column("step_id", ID, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "custom_field_id"],
            ["custom_field.workspace_id", "custom_field.id"],
            name=op.f("fk_binding_workspace_id_custom_field_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "process_id"],
            ["process.workspace_id", "process.id"],
            name=op.f("fk_binding_workspace_id_process_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "step_id"], ["step.workspace_id", "step.id"], name=op.f("fk_binding_workspace_id_step_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_binding_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
        sa.UniqueConstraint("workspace_id", "custom_field_id", name="uq_binding_custom_field"),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_binding_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "step_id", name="uq_binding_step"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_binding_process_id", "binding", ["process_id"], unique=False)
    op.create_index(
        "uq_binding_system_field",
        "binding",
        ["workspace_id", "field"],
        unique=True,
        sqlite_where=sa.text("custom_field_id IS NULL"),
        postgresql_where=sa.text("custom_field_id IS NULL"),
    )

    op.create_table(
        "deal",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("process_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("expected_close", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("close_reason", sa.String(length=300), nullable=True),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name=op.f("fk_deal_workspace_id_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("fk_deal_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "process_id"],
            ["process.workspace_id", "process.id"],
            name=op.f("fk_deal_workspace_id_process_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "responsible_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_deal_workspace_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "stage_id"], ["stage.workspace_id", "stage.id"], name=op.f("fk_deal_workspace_id_stage_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_deal_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_deal_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deal_board", "deal", ["stage_id", "status", "deleted_at", "rank", "id"], unique=False)
    op.create_index("ix_deal_company_id", "deal", ["company_id"], unique=False)
    op.create_index("ix_deal_contact_id", "deal", ["contact_id"], unique=False)
    op.create_index("ix_deal_live", "deal", ["workspace_id", "deleted_at", "id"], unique=False)
    op.create_index("ix_deal_responsible", "deal", ["responsible_id", "status"], unique=False)

    op.create_table(
        "co_executor",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_co_executor_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_co_executor_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_co_executor_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deal_id", "member_id", name=op.f("pk_co_executor")),
    )
    op.create_table(
        "deal_contact",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("fk_deal_contact_workspace_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_deal_contact_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_deal_contact_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deal_id", "contact_id", name=op.f("pk_deal_contact")),
    )
    op.create_table(
        "stage_visit",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", ID, nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("left_by", ID, nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("overridden_steps", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_stage_visit_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "stage_id"],
            ["stage.workspace_id", "stage.id"],
            name=op.f("fk_stage_visit_workspace_id_stage_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_stage_visit_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_visit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stage_visit_deal_id", "stage_visit", ["deal_id", "left_at"], unique=False)
    op.create_index("ix_stage_visit_stage_id", "stage_visit", ["stage_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", ID, nullable=True),
        sa.Column("step_id", ID, nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("origin_step_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("slot BETWEEN 1 AND 3", name=op.f("ck_task_slot")),
        sa.CheckConstraint(
            "slot IS NULL OR (step_id IS NOT NULL AND deal_id IS NOT NULL)", name=op.f("ck_task_slot_on_step")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name=op.f("fk_task_workspace_id_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name=op.f("fk_task_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_task_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "origin_step_id"],
            ["step.workspace_id", "step.id"],
            name=op.f("fk_task_workspace_id_origin_step_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "responsible_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_task_workspace_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "step_id"],
            ["step.workspace_id", "step.id"],
            name=op.f("fk_task_workspace_id_step_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_task_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_task_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_deal_id", "task", ["deal_id"], unique=False)
    op.create_index("ix_task_live", "task", ["workspace_id", "deleted_at", "id"], unique=False)
    op.create_index("ix_task_responsible", "task", ["responsible_id", "done_at", "due_at"], unique=False)
    op.create_index(
        "uq_task_slot",
        "task",
        ["deal_id", "step_id", "slot"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND slot IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND slot IS NOT NULL"),
    )

    op.create_table(
        "tick",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("step_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("cause_details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("end_cause", sa.String(length=10), nullable=True),
        sa.Column("end_details", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_tick_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "step_id"],
            ["step.workspace_id", "step.id"],
            name=op.f("fk_tick_workspace_id_step_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_tick_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tick_step_id", "tick", ["step_id", "ended_at"], unique=False)
    op.create_index(
        "uq_tick_live",
        "tick",
        ["deal_id", "step_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    for index, (table, columns, folded) in FOLDED.items():
        # A prefix, as PostgreSQL's index rows are bounded and texts are not.
        op.create_index(index, table, [*columns, sa.text(f"substr({folded}, 1, 100)")])
    if op.get_bind().dialect.name == "postgresql":
        for table in SCOPED:
            _separate_workspaces(table)


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")


def downgrade() -> None:
    op.drop_table("tick")
    op.drop_table("task")
    op.drop_table("stage_visit")
    op.drop_table("deal_contact")
    op.drop_table("co_executor")
    op.drop_table("deal")
    op.drop_table("binding")
    op.drop_table("step")
    op.drop_table("contact")
    op.drop_table("stage")
    op.drop_table("sign_in")
    op.drop_table("notice")
    op.drop_table("member_group_member")
    op.drop_table("import_link")
    op.drop_table("import_fault")
    op.drop_table("field_value")
    op.drop_table("company")
    op.drop_table("api_token")
    op.drop_table("process")
    op.drop_table("note")
    op.drop_table("member_group")
    op.drop_table("member")
    op.drop_table("import_run")
    op.drop_table("idempotency_key")
    op.drop_table("history")
    op.drop_table("file")
    op.drop_table("custom_field")
    op.drop_table("contact_point")
    op.drop_table("access_link")
    op.drop_table("workspace")
    op.drop_table("person")
