/// Transactions, migrations and every line of SQL.
@NullMarked
package org.postern.server.db;

import org.jspecify.annotations.NullMarked;
