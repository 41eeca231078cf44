package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.wire.dns.authority.DnsName;

class ListInZoneTest {
    private static final DnsName ZONE = DnsName.parse("mx.example.net");

    @Test
    void the_list_of_a_site_in_the_zone_is_where_clients_look_for_it() {
        assertThat(ListInZone.name(ZONE, "mx.example.net")).isEqualTo("_postern.mx.example.net.");
        assertThat(ListInZone.name(ZONE, "www.mx.example.net")).isEqualTo("_postern.www.mx.example.net.");
    }

    @Test
    void that_of_a_site_elsewhere_is_at_the_zone_s_own_name() {
        assertThat(ListInZone.name(ZONE, "mail.example.org")).isEqualTo("_postern.mx.example.net.");
        assertThat(ListInZone.name(ZONE, "notmx.example.net")).isEqualTo("_postern.mx.example.net.");
    }
}
