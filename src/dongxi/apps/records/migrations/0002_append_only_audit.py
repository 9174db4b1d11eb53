"""The audit is append-only in the database itself: no line is changed or removed."""

from django.db import migrations

SQLITE = {
    verb: f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON records_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END"
    for verb in ("UPDATE", "DELETE")
}
POSTGRESQL = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit lines are append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON records_auditentry
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE.values():
            schema_editor.execute(statement)
    else:
        schema_editor.execute(POSTGRESQL)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in SQLITE:
            schema_editor.execute(f"DROP TRIGGER audit_no_{verb.lower()}")
    else:
        schema_editor.execute(
            "DROP TRIGGER audit_append_only ON records_auditentry; DROP FUNCTION refuse_audit_change()"
        )


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("people", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
