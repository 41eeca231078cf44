package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.KeyList;
import org.postern.seal.RandomSource;
import org.postern.wire.Octets;

class SecretKeysTest {
    private static final SecretKeys ADA = TestKeys.of("ada@example.org", 1);
    private static final SecretKeys OTHER = TestKeys.of("ada@example.org", 4);

    @Test
    void keys_come_back_from_their_box_and_from_no_other() {
        var accountKey = AccountKey.random(TestKeys.randomness(1));

        byte[] locked = ADA.lock(accountKey, RandomSource.system());

        var unlocked = SecretKeys.unlock(accountKey, locked).orElseThrow();
        assertThat(unlocked.unredactedV6()).isEqualTo(ADA.unredactedV6());
        assertThat(unlocked.unredactedV4()).isEqualTo(ADA.unredactedV4());
        assertThat(SecretKeys.unlock(AccountKey.random(TestKeys.randomness(2)), locked))
                .isEmpty();
    }

    @Test
    void what_the_owner_made_is_recognised_when_it_is_served() {
        var list = ADA.keyList(TestKeys.MADE);

        assertThat(ADA.areServedAs(
                        ADA.v6().encoded(), ADA.v4().encoded(), octets(list.json()), octets(list.signature())))
                .isTrue();
    }

    @Test
    void keys_put_in_their_place_are_noticed() {
        var list = ADA.keyList(TestKeys.MADE);
        var others = OTHER.keyList(TestKeys.MADE);
        byte[] json = octets(list.json());
        byte[] signature = octets(list.signature());

        assertThat(ADA.areServedAs(OTHER.v6().encoded(), ADA.v4().encoded(), json, signature))
                .isFalse();
        assertThat(ADA.areServedAs(ADA.v6().encoded(), OTHER.v4().encoded(), json, signature))
                .isFalse();
        assertThat(ADA.areServedAs(
                        OTHER.v6().encoded(), OTHER.v4().encoded(), octets(others.json()), octets(others.signature())))
                .isFalse();
        assertThat(ADA.areServedAs(
                        ADA.v6().encoded(), ADA.v4().encoded(), octets(others.json()), octets(others.signature())))
                .isFalse();
        assertThat(ADA.areServedAs(ADA.v6().encoded(), ADA.v4().encoded(), json, octets(others.signature())))
                .isFalse();
    }

    @Test
    void a_key_list_binds_both_certificates_to_the_address() {
        var list = ADA.keyList(TestKeys.MADE);

        var verified = KeyList.verify(octets(list.json()), octets(list.signature()), ADA.v6(), ADA.v4())
                .orElseThrow();

        assertThat(verified.address()).isEqualTo(ADA.address());
        assertThat(verified.v6()).isEqualTo(ADA.v6().fingerprintText()).hasSize(64);
        assertThat(verified.v4()).isEqualTo(ADA.v4().fingerprintText()).hasSize(40);
        assertThat(verified.made()).isEqualTo(TestKeys.MADE);
        assertThat(KeyList.verify(octets(list.json()), octets(list.signature()), ADA.v6(), OTHER.v4()))
                .isEmpty();
        byte[] changed = octets(list.json());
        changed[changed.length - 3] ^= 1;
        assertThat(KeyList.verify(changed, octets(list.signature()), ADA.v6(), ADA.v4()))
                .isEmpty();
    }

    @Test
    void each_certificate_is_accepted_in_its_own_profile_only() {
        assertThat(Certificate.forStorage(ADA.v6().encoded())).isInstanceOf(CertificateRead.Accepted.class);
        assertThat(Certificate.forWorld(ADA.v4().encoded())).isInstanceOf(CertificateRead.Accepted.class);
        assertThat(Certificate.forStorage(ADA.v4().encoded())).isInstanceOf(CertificateRead.Refused.class);
        assertThat(Certificate.forWorld(ADA.v6().encoded())).isInstanceOf(CertificateRead.Refused.class);
        assertThat(Certificate.forStorage(ADA.unredactedV6())).isInstanceOf(CertificateRead.Refused.class);
        assertThat(Certificate.forStorage(new byte[0])).isInstanceOf(CertificateRead.Refused.class);
    }

    /// Some octets are under no signature: its unhashed subpackets and its hint of the digest. Those may change.
    @Test
    void no_changed_octet_makes_a_certificate_of_other_keys_or_another_name() {
        int refused = 0;
        for (int at = 0; at < ADA.v6().encoded().length; at++) {
            byte[] changed = ADA.v6().encoded().clone();
            changed[at] ^= 0x20;
            if (Certificate.forStorage(changed) instanceof CertificateRead.Accepted(var certificate)) {
                assertThat(certificate.fingerprint())
                        .as("octet " + at)
                        .isEqualTo(ADA.v6().fingerprint());
                assertThat(certificate.storageKey().point())
                        .isEqualTo(ADA.v6().storageKey().point());
                assertThat(certificate.address()).isEqualTo(ADA.address());
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ADA.v6().encoded().length * 4 / 5);
    }

    @Test
    void a_certificate_with_something_hung_onto_it_is_refused() {
        var twice =
                Octets.join(Octets.of(ADA.v6().encoded()), Octets.of(OTHER.v6().encoded()));
        var foreignSignature =
                Octets.join(Octets.of(ADA.v6().encoded()), OTHER.signV6(Octets.ascii("x"), Instant.EPOCH));

        assertThat(Certificate.forStorage(octets(twice))).isInstanceOf(CertificateRead.Refused.class);
        assertThat(Certificate.forStorage(octets(foreignSignature))).isInstanceOf(CertificateRead.Refused.class);
    }

    @Test
    void broken_key_files_are_refused() {
        assertThatThrownBy(() -> SecretKeys.read(new byte[10], ADA.unredactedV4()))
                .isInstanceOf(UnsealFailed.class);
        assertThatThrownBy(() -> SecretKeys.read(ADA.unredactedV4(), ADA.unredactedV6()))
                .isInstanceOf(UnsealFailed.class);
        var bob = TestKeys.of("bob@example.org", 2);
        assertThatThrownBy(() -> SecretKeys.read(ADA.unredactedV6(), bob.unredactedV4()))
                .isInstanceOf(UnsealFailed.class);
    }

    private static byte[] octets(Octets octets) {
        return octets.toByteArray();
    }
}
