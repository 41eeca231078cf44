package org.postern.server.jmap.core;

/// A member of an object that a client sent is missing, of the wrong type or not known. In arguments it
/// becomes `invalidArguments`, in an object to create or update `invalidProperties`.
public final class BadMember extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String wanted;

    BadMember(String name, String wanted) {
        super("bad member", null, false, false);
        this.name = name;
        this.wanted = wanted;
    }

    public MethodError asMethodError() {
        return MethodError.invalidArguments(shownName() + ": " + wanted);
    }

    public SetError asSetError() {
        return SetError.invalidProperties(wanted, shownName());
    }

    private String shownName() {
        return name.length() <= 200 ? name : name.substring(0, 200);
    }
}
