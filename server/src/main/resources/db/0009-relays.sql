-- Hosts that lend us their addresses, as the operator added them.
-- listen: the address on the relay that it listens on, '*' for all. web_port: 0 for none.
-- addresses: where senders reach it, the preferred one first, parted by spaces.
-- network: 'AS64500', or 'address/bits' of a group of prefixes.
CREATE TABLE relay (
    name TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    host_key TEXT NOT NULL,
    listen TEXT NOT NULL,
    mail_port INTEGER NOT NULL,
    web_port INTEGER NOT NULL,
    addresses TEXT NOT NULL,
    network TEXT NOT NULL,
    standing TEXT NOT NULL
);

-- What the core shows to its relays: OpenSSH's own form. It can do nothing there but what each relay's
-- authorized_keys permits.
CREATE TABLE relay_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
);
