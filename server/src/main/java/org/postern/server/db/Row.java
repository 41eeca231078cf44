package org.postern.server.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// One row of a result; columns count from 1.
final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    long number(int column) throws SQLException {
        return result.getLong(column);
    }

    int smallNumber(int column) throws SQLException {
        return result.getInt(column);
    }

    boolean flag(int column) throws SQLException {
        return result.getLong(column) != 0;
    }

    String text(int column) throws SQLException {
        return result.getString(column);
    }

    byte[] octets(int column) throws SQLException {
        byte[] octets = result.getBytes(column);
        return octets == null ? new byte[0] : octets;
    }

    /// Stored as milliseconds since 1970.
    Instant moment(int column) throws SQLException {
        return Instant.ofEpochMilli(result.getLong(column));
    }

    OptionalLong maybeNumber(int column) throws SQLException {
        long number = result.getLong(column);
        return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Optional<String> maybeText(int column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    Optional<byte[]> maybeOctets(int column) throws SQLException {
        return Optional.ofNullable(result.getBytes(column));
    }

    Optional<Instant> maybeMoment(int column) throws SQLException {
        var millis = maybeNumber(column);
        return millis.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis.getAsLong()));
    }

    /// Makes a record of a row.
    @FunctionalInterface
    interface Reader<R> {
        R read(Row row) throws SQLException;
    }
}
