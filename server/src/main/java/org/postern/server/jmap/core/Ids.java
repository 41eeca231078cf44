package org.postern.server.jmap.core;

import java.util.Optional;
import java.util.function.LongFunction;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.ThreadId;
import org.postern.server.queue.SubmissionId;

/// The ids that clients see, read back. What is not exactly of the form names nothing.
public final class Ids {
    private static final int MAX_DIGITS = 18;

    private Ids() {}

    public static Optional<EmailId> email(String text) {
        return read('e', text, EmailId::new);
    }

    public static Optional<MailboxId> mailbox(String text) {
        return read('m', text, MailboxId::new);
    }

    public static Optional<ThreadId> thread(String text) {
        return read('t', text, ThreadId::new);
    }

    public static Optional<SubmissionId> submission(String text) {
        return read('s', text, SubmissionId::new);
    }

    /// A state number as a client gives it back; empty when it is none of ours.
    public static Optional<Long> state(String text) {
        return number(text);
    }

    private static <I> Optional<I> read(char letter, String text, LongFunction<I> make) {
        return text.isEmpty() || text.charAt(0) != letter
                ? Optional.empty()
                : number(text.substring(1)).map(make::apply);
    }

    /// Decimal digits without a leading zero, so that a number has one form only.
    private static Optional<Long> number(String digits) {
        boolean plain = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        return plain ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }
}
