package org.postern.wire.mime;

import java.util.ArrayList;
import java.util.List;

/// RFC 5322 §3.6.4: the ids in a field, without brackets. LENIENT: one word with an at sign and without
/// brackets counts as an id.
final class MessageIds {
    private static final int MOST = 200;
    private static final int LONGEST = 300;

    private MessageIds() {}

    static List<String> read(String value) {
        var ids = new ArrayList<String>();
        int open = value.indexOf('<');
        while (open >= 0 && ids.size() < MOST) {
            int close = value.indexOf('>', open);
            if (close < 0) {
                break;
            }
            add(ids, value.substring(open + 1, close));
            open = value.indexOf('<', close);
        }
        var bare = value.strip();
        if (ids.isEmpty() && bare.indexOf('@') > 0 && bare.indexOf(' ') < 0 && bare.indexOf('<') < 0) {
            add(ids, bare);
        }
        return List.copyOf(ids);
    }

    private static void add(List<String> ids, String id) {
        var clean = RawText.oneLine(id, LONGEST + 1).replace(" ", "");
        if (!clean.isEmpty() && clean.length() <= LONGEST) {
            ids.add(clean);
        }
    }
}
