package org.postern.lab.net;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.lab.net.Letters.Letter;

/// What became of a number of letters, as the tables show it.
public record Course(List<Letter> letters) {
    public static Course of(Collection<Letter> letters) {
        return new Course(List.copyOf(letters));
    }

    /// Those to one reader that were written in `[from, to)` seconds.
    public Course part(String server, double from, double to) {
        return new Course(letters.stream()
                .filter(letter ->
                        letter.server().equals(server) && letter.secondsAt() >= from && letter.secondsAt() < to)
                .toList());
    }

    /// Those of some senders.
    public Course from(List<MailSender> senders) {
        var names = senders.stream().map(MailSender::name).collect(Collectors.toSet());
        return new Course(letters.stream()
                .filter(letter -> names.contains(letter.sender()))
                .toList());
    }

    /// D: the share that arrived within that time of its being handed in.
    public double within(Duration limit) {
        return share(
                letters.stream().filter(letter -> letter.arrivedWithin(limit)).count());
    }

    /// The share that has arrived.
    public double arrived() {
        return share(count(MailSender.Fate.Kind.DELIVERED));
    }

    /// B: the share that was given back.
    public double bounced() {
        return share(count(MailSender.Fate.Kind.BOUNCED));
    }

    public long count(MailSender.Fate.Kind kind) {
        return letters.stream().filter(letter -> letter.fate().kind() == kind).count();
    }

    /// The longest that one of those that arrived was on its way, in seconds; 0 when there is none.
    public double longest() {
        return letters.stream()
                .filter(letter -> letter.fate().kind() == MailSender.Fate.Kind.DELIVERED)
                .mapToDouble(letter -> letter.fate().seconds().orElse(0))
                .max()
                .orElse(0);
    }

    /// When the first of those that were written from `after` on arrived, in seconds since the beginning.
    public double firstArrival(double after) {
        return arrivals().filter(second -> second > after).min().orElse(Double.NaN);
    }

    /// Of the letters that were written by each second, the share that had arrived by then.
    public double arrivedBy(double second) {
        long written =
                letters.stream().filter(letter -> letter.secondsAt() <= second).count();
        return written == 0
                ? Double.NaN
                : (double) arrivals().filter(at -> at <= second).count() / written;
    }

    /// `98.5 %`
    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private java.util.stream.DoubleStream arrivals() {
        return letters.stream()
                .filter(letter -> letter.fate().kind() == MailSender.Fate.Kind.DELIVERED)
                .mapToDouble(
                        letter -> letter.secondsAt() + letter.fate().seconds().orElse(0));
    }

    private double share(long count) {
        return letters.isEmpty() ? Double.NaN : (double) count / letters.size();
    }
}
