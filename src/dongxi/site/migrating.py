"""Bringing the database to this version's tables, step by step, and knowing one that is ahead of us."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def unknown() -> list[str]:
    """Migrations the database has had that this version does not know: it was written by a newer one."""
    loader = MigrationExecutor(connection).loader
    ours = {config.label for config in apps.get_app_configs()}
    squashed = {old for migration in loader.replacements.values() for old in migration.replaces}
    known = squashed | set(loader.disk_migrations)
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known if app in ours)


def pending() -> list[str]:
    """Migrations this version knows and the database has not had."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate(*, tell: Callable[[str, int, int], None]) -> None:
    """Apply what is pending, each migration in its own transaction. `tell` hears (migration, done, total)."""
    done = 0

    def counted(action: str, migration: object = None, *_rest: object) -> None:
        nonlocal done
        if action == "apply_success":
            done += 1
            tell(str(migration), done, len(plan))

    executor = MigrationExecutor(connection, counted)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if not plan:
        return
    executor.loader.check_consistent_history(connection)
    tell("", 0, len(plan))
    emit_pre_migrate_signal(0, False, connection.alias, plan=plan)
    executor.migrate(targets, plan)
    emit_post_migrate_signal(0, False, connection.alias, plan=plan)
