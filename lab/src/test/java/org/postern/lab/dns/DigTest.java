package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people see who ask with `dig`.
final class DigTest {
    @TempDir
    Path folder;

    private RunningZone zone;

    @BeforeEach
    void start() {
        zone = RunningZone.start(folder, new RunningZone.Wishes());
    }

    @AfterEach
    void stop() {
        zone.close();
    }

    @Test
    void each_mx_name_has_one_address_of_the_choice_in_order() {
        assertThat(zone.dig("+short", "mx1." + RunningZone.ZONE, "A").strip()).isEqualTo("192.0.2.1");
        assertThat(zone.dig("+short", "mx2." + RunningZone.ZONE, "A").strip()).isEqualTo("198.51.100.2");
        assertThat(zone.dig("+short", "mx3." + RunningZone.ZONE, "A").strip()).isEqualTo("203.0.113.3");
        assertThat(zone.dig("+short", "mx3." + RunningZone.ZONE, "AAAA").strip())
                .isEmpty();
    }

    @Test
    void answers_are_authoritative_and_live_a_minute() {
        var answer = zone.dig("+dnssec", "MX1." + RunningZone.ZONE, "A");

        assertThat(answer).contains("status: NOERROR").containsPattern("flags: qr aa rd;");
        assertThat(answer).containsPattern("MX1\\.mx\\.example\\.test\\.\\s+60\\s+IN\\s+A\\s+192\\.0\\.2\\.1");
        assertThat(answer).containsPattern("RRSIG\\s+A 13 4 60 ");
    }

    @Test
    void the_zone_names_its_mail_hosts_and_its_records() {
        assertThat(zone.dig("+short", RunningZone.ZONE, "MX").lines())
                .contains("10 mx1.mx.example.test.", "20 mx2.mx.example.test.", "30 mx3.mx.example.test.");
        assertThat(zone.dig("+short", RunningZone.ZONE, "TXT").strip()).isEqualTo("\"v=spf1 mx -all\"");
        assertThat(zone.dig("+short", RunningZone.ZONE, "CAA").strip()).isEqualTo("0 issue \"ca.example\"");
        assertThat(zone.dig("+short", "_25._tcp.mx1." + RunningZone.ZONE, "TLSA"))
                .startsWith("3 1 1 0123456789ABCDEF");
        assertThat(zone.dig("+short", "web." + RunningZone.ZONE, "HTTPS").strip())
                .isEqualTo("1 . alpn=\"h2\"");
        assertThat(zone.dig("+short", "_dns." + RunningZone.ZONE, "SVCB").strip())
                .isEqualTo("1 web.mx.example.test. alpn=\"dot\" port=8853");
        assertThat(zone.dig("+short", "ns1." + RunningZone.ZONE, "AAAA").strip())
                .isEqualTo("2001:db8::1");
        assertThat(zone.dig("+short", "www." + RunningZone.ZONE, "A").lines()).hasSize(3);
    }

    @Test
    void tcp_says_the_same() {
        assertThat(zone.dig("+tcp", "+short", "mx1." + RunningZone.ZONE, "A").strip())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void names_of_others_are_refused_and_nothing_is_recursed_for() {
        var answer = zone.dig("+rec", "example.org", "A");

        assertThat(answer).contains("status: REFUSED").doesNotContain(" ra");
        assertThat(zone.dig("version.bind", "CH", "TXT")).contains("status: REFUSED");
    }

    @Test
    void what_is_not_there_is_told_apart_from_what_has_no_such_record() {
        assertThat(zone.dig("nothing." + RunningZone.ZONE, "A")).contains("status: NXDOMAIN", "SOA");
        assertThat(zone.dig("mx1." + RunningZone.ZONE, "TXT")).contains("status: NOERROR", "SOA");
        assertThat(zone.dig("_tcp.mx1." + RunningZone.ZONE, "TXT")).contains("status: NOERROR", "ANSWER: 0");
    }

    @Test
    void any_gets_one_record_set() {
        assertThat(zone.dig("+noall", "+answer", RunningZone.ZONE, "ANY").lines())
                .hasSize(1);
    }

    @Test
    void another_version_of_edns_is_told_so() {
        assertThat(zone.dig("+edns=1", "+noednsneg", "mx1." + RunningZone.ZONE, "A"))
                .contains("status: BADVERS");
    }

    @Test
    void who_brings_a_cookie_gets_one_that_is_taken_back() {
        assertThat(zone.dig("+cookie", "mx1." + RunningZone.ZONE, "A"))
                .containsPattern("COOKIE: [0-9a-f]{48} \\(good\\)");
    }
}
