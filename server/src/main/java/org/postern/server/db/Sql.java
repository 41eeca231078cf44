package org.postern.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Statements on one connection, prepared once and kept. Used by one thread. A parameter is a `Long`,
/// `Integer`, `Boolean` (0 or 1), `String`, `byte[]`, `Octets`, `Instant` (milliseconds), or an `Optional` or
/// `OptionalLong` of these, where empty is NULL.
final class Sql implements AutoCloseable {
    private static final Trace trace = Trace.of(Sql.class);
    private static final int KEPT = 300;
    private static final Map<List<Integer>, String> TUPLES = new ConcurrentHashMap<>();

    /// Rows of one statement.
    static final int MANY = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(64, 0.75f, true);

    Sql(Connection connection) {
        this.connection = connection;
    }

    void migrate(Migrations migrations) {
        migrations.apply(connection);
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many rows
    int change(String sql, Object... parameters) {
        try {
            var statement = prepare(sql);
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException broken) {
            throw failed(sql, broken);
        }
    }

    /// Makes many rows with few statements. One that fails leaves the rows before it for the caller's savepoint or
    /// transaction to undo; so that it could undo them itself, SQLite would copy each page before it changes it.
    ///
    /// @param table and the names of its columns
    /// @param end what follows the rows, or nothing
    void insertAll(String table, List<Object[]> rows, String end) {
        var begin = "INSERT OR FAIL INTO " + table + " VALUES ";
        int at = 0;
        for (int many = MANY; many > 0; many /= 4) {
            for (; rows.size() - at >= many; at += many) {
                int columns = rows.get(at).length;
                var values = new Object[many * columns];
                for (int i = 0; i < many; i++) {
                    System.arraycopy(rows.get(at + i), 0, values, i * columns, columns);
                }
                change(begin + tuples(many, columns) + end, values);
            }
        }
    }

    /// `(?,?),(?,?)`, for as many rows and columns.
    static String tuples(int rows, int columns) {
        return TUPLES.computeIfAbsent(List.of(rows, columns), size -> {
            var row = "(" + "?,".repeat(columns - 1) + "?)";
            return (row + ",").repeat(rows - 1) + row;
        });
    }

    /// All rows of a query (or of a statement with RETURNING). The reader must not use this object.
    <R> List<R> list(String sql, Row.Reader<R> reader, Object... parameters) {
        try {
            var statement = prepare(sql);
            bind(statement, parameters);
            var rows = new ArrayList<R>();
            try (var result = statement.executeQuery()) {
                var row = new Row(result);
                while (result.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        } catch (SQLException broken) {
            throw failed(sql, broken);
        }
    }

    <R> Optional<R> first(String sql, Row.Reader<R> reader, Object... parameters) {
        return list(sql, reader, parameters).stream().findFirst();
    }

    /// The first column of the first row; empty when there is no row or the column is NULL.
    OptionalLong number(String sql, Object... parameters) {
        return first(sql, row -> row.maybeNumber(1), parameters).orElse(OptionalLong.empty());
    }

    /// Every statement that is kept.
    List<String> texts() {
        return List.copyOf(prepared.keySet());
    }

    /// The last id that an AUTOINCREMENT table gave; 0 when it never did.
    long lastId(String table) {
        return number("SELECT seq FROM sqlite_sequence WHERE name = ?", table).orElse(0);
    }

    /// Ends a transaction that failed. SQLite may have ended it by itself; then there is nothing to undo.
    void rollBack() {
        try {
            change("ROLLBACK");
        } catch (StoreBroken already) {
            trace.detail("nothing to roll back", Field.cause(already));
        }
    }

    /// A parameter for `IN (SELECT value FROM json_each(?))`, so that the text of a statement does not
    /// change with the number of its values.
    static String array(Collection<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        if (prepared.size() >= KEPT) {
            var eldest = prepared.entrySet().iterator().next();
            prepared.remove(eldest.getKey());
            eldest.getValue().close();
        }
        var statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
        return statement;
    }

    /// The driver finalizes a statement that failed, so it is not kept.
    private StoreBroken failed(String sql, SQLException broken) {
        var statement = prepared.remove(sql);
        if (statement != null) {
            try {
                statement.close();
            } catch (SQLException again) {
                broken.addSuppressed(again);
            }
        }
        return new StoreBroken("a statement failed", broken);
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    private static void bind(PreparedStatement statement, int at, Object parameter) throws SQLException {
        switch (parameter) {
            case Long number -> statement.setLong(at, number);
            case Integer number -> statement.setInt(at, number);
            case Boolean flag -> statement.setInt(at, flag ? 1 : 0);
            case String text -> statement.setString(at, text);
            case byte[] octets -> statement.setBytes(at, octets);
            case Octets octets -> statement.setBytes(at, octets.toByteArray());
            case Instant moment -> statement.setLong(at, moment.toEpochMilli());
            case OptionalLong maybe -> {
                if (maybe.isPresent()) {
                    statement.setLong(at, maybe.getAsLong());
                } else {
                    statement.setNull(at, Types.INTEGER);
                }
            }
            case Optional<?> maybe -> {
                if (maybe.isPresent()) {
                    bind(statement, at, maybe.get());
                } else {
                    statement.setNull(at, Types.NULL);
                }
            }
            default -> throw new IllegalArgumentException("not a parameter: " + parameter.getClass());
        }
    }

    @Override
    public void close() {
        try {
            for (var statement : prepared.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException broken) {
            throw new StoreBroken("the database did not close", broken);
        }
    }
}
