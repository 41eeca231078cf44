/// The relays that there are: kept in the database, connected to for as long as the server runs, and
/// asked for by whoever sends, chooses addresses or judges.
@NullMarked
package org.postern.server.relays;

import org.jspecify.annotations.NullMarked;
