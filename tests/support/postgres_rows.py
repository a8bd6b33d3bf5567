"""A PostgreSQL database's rows: all taken out, and put in again as they once were. For superusers in replica's role,
who may let foreign keys rest."""

import psycopg
from psycopg import sql

# A table that a benchmark has filled is cut off, at the same cost for any size.
EMPTYING = b"""
do $$
declare each record;
begin
    for each in select oid::regclass as name, pg_relation_size(oid) > 1000000 as is_large from pg_class
                where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version' loop
        if each.is_large then execute format('truncate %s cascade', each.name);
        else execute format('delete from %s', each.name);
        end if;
    end loop;
    for each in select oid::regclass as name from pg_class
                where relkind = 'S' and relnamespace = 'public'::regnamespace loop
        perform setval(each.name, 1, false);
    end loop;
end $$;
"""
_SHAPE = """
select attrelid::regclass::text, attname, atttypid, (select string_agg(version_num, ' ') from alembic_version)
from pg_attribute join pg_class on pg_class.oid = attrelid
where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped order by 1, 2
"""
_TABLES = """
select relname, array_agg(quote_ident(attname) order by attnum)
from pg_attribute join pg_class on pg_class.oid = attrelid
where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
      and attnum > 0 and not attisdropped and attgenerated = ''
group by relname order by relname
"""
_SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null"


def shape(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """What a database's tables are; a test of migrations changes them."""
    return connection.execute(_SHAPE).fetchall()


def filling(connection: psycopg.Connection) -> bytes:
    """Statements that bring the present rows back into a database that has none."""
    parts: list[sql.Composable] = []
    for table, columns in connection.execute(_TABLES).fetchall():
        parts += _inserting(connection, table, sql.SQL(", ").join(map(sql.SQL, columns)))
    for name, last in connection.execute(_SEQUENCES).fetchall():
        parts.append(sql.SQL("select setval({}::regclass, {});").format(sql.Literal(name), sql.Literal(last)))
    return sql.SQL("\n").join(parts).as_bytes(connection)


def _inserting(connection: psycopg.Connection, table: str, columns: sql.Composable) -> list[sql.Composable]:
    source = sql.Identifier(table)
    row = connection.execute(sql.SQL("select json_agg(t)::text from {} t").format(source)).fetchone()
    if row is None or row[0] is None:
        return []
    statement = "insert into {} ({}) overriding system value select {} from json_populate_recordset(null::{}, {});"
    return [sql.SQL(statement).format(source, columns, columns, source, sql.Literal(row[0]))]
