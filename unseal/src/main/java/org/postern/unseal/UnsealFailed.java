package org.postern.unseal;

/// Something that the user's own client made or keeps could not be used: a broken key file, a platform
/// without an algorithm. Never thrown for what a stranger sent; that is an empty or sealed result.
public final class UnsealFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsealFailed(String message, Throwable cause) {
        super(message, cause);
    }

    UnsealFailed(String message) {
        super(message);
    }
}
