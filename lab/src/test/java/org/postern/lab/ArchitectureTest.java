package org.postern.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// The walls of ARCHITECTURE.md, held against the compiled classes.
final class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern");

    /// What opens a message or holds a secret key in the OpenPGP library.
    private static final DescribedPredicate<JavaClass> OPENS_MAIL = DescribedPredicate.describe(
            "decrypt or hold secret keys",
            type -> type.getPackageName().startsWith("org.bouncycastle")
                    && type.getSimpleName()
                            .matches("PGPSecretKey.*|PGPPrivateKey|PGPKeyPair|.*SecretKeyDecryptor.*|.*DataDecryptor.*"
                                    + "|PGPPublicKeyEncryptedData|PGPEncryptedDataList|PGPSessionKeyEncryptedData"
                                    + "|PGPPBEEncryptedData|SecretKeyPacket|SecretSubkeyPacket|OpenPGPKey"
                                    + "|OpenPGPMessageInputStream|OpenPGPMessageProcessor|OpenPGPDecryption.*"
                                    + "|SessionKeyDataDecryptorFactory.*|.*KeyPairGenerator.*"));

    private static final Set<String> SOCKETS = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "javax.net.ssl.SSLSocketFactory",
            "java.net.URL",
            "java.net.http.HttpClient");

    @Test
    void modules_use_only_what_the_map_allows() {
        onlyDependsOn("org.postern.wire..");
        onlyDependsOn("org.postern.seal..", "org.postern.wire..");
        onlyDependsOn("org.postern.reach..", "org.postern.wire..");
        onlyDependsOn("org.postern.unseal..", "org.postern.wire..", "org.postern.seal..");
        onlyDependsOn("org.postern.server..", "org.postern.wire..", "org.postern.seal..", "org.postern.reach..");
        onlyDependsOn(
                "org.postern.cli..",
                "org.postern.wire..",
                "org.postern.seal..",
                "org.postern.unseal..",
                "org.postern.reach..");
    }

    @Test
    void the_server_never_sees_what_opens_mail() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.unseal..")
                .check(ALL);
    }

    @Test
    void only_unseal_uses_the_decrypting_classes_of_the_openpgp_library() {
        noClasses()
                .that(resideOutsideOfPackages("org.postern.unseal..", "org.postern.lab..", "org.postern.bench.."))
                .should()
                .dependOnClassesThat(OPENS_MAIL)
                .check(ALL);
    }

    @Test
    void wire_has_no_io_clock_threads_or_random() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.wire..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.nio.file..", "java.nio.channels..", "java.sql..", "java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(File.*|RandomAccessFile)|java\\.lang\\.Thread|java\\.security\\.SecureRandom"
                                + "|java\\.util\\.Random|java\\.net\\.(Socket|ServerSocket|DatagramSocket|URL|InetAddress)")
                .check(ALL);
    }

    @Test
    void floors_of_the_server_look_down_only() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.postern.server..")
                .layer("wiring")
                .definedBy(rooms("main"))
                .layer("doors")
                .definedBy(rooms("smtpin", "submission", "http", "jmap", "dns", "admin"))
                .layer("work")
                .definedBy(rooms("intake", "queue", "smtpout", "backup", "push", "reachctl", "probes"))
                .layer("keepers")
                .definedBy(rooms("accounts", "keys", "mailstore", "blobs", "events", "notary", "relays", "endpoints"))
                .layer("ground")
                .definedBy(rooms("db", "net", "time", "trace", "settings"))
                .whereLayer("wiring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("doors")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("work")
                .mayOnlyBeAccessedByLayers("wiring", "doors")
                .whereLayer("keepers")
                .mayOnlyBeAccessedByLayers("wiring", "doors", "work")
                .ensureAllClassesAreContainedInArchitectureIgnoring(
                        "org.postern.wire..",
                        "org.postern.seal..",
                        "org.postern.unseal..",
                        "org.postern.reach..",
                        "org.postern.cli..",
                        "org.postern.lab..",
                        "org.postern.bench..")
                .check(ALL);
    }

    @Test
    void rooms_have_no_cycles() {
        slices().matching("org.postern.server.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void only_db_speaks_to_the_database() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.postern.server.db..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."))
                .check(ALL);
    }

    @Test
    void only_net_opens_sockets() {
        noClasses()
                .that()
                .resideInAPackage("org.postern.server..")
                .and()
                .resideOutsideOfPackage("org.postern.server.net..")
                .should()
                .callConstructorWhere(target("opens a socket", SOCKETS::contains))
                .orShould()
                .callMethodWhere(openCall())
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages("org.postern.server.net..", "org.postern.server.http..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.eclipse.jetty.server.ServerConnector")
                .check(ALL);
    }

    @Test
    void only_time_reads_the_clock() {
        noClasses()
                .that()
                .resideInAnyPackage("org.postern.server..", "org.postern.wire..", "org.postern.seal..")
                .and()
                .resideOutsideOfPackage("org.postern.server.time..")
                .should()
                .callMethodWhere(clockCall())
                .check(ALL);
    }

    @Test
    void every_package_says_whether_null_is_meant() {
        classes()
                .that(resideInAPackage("org.postern..").and(DescribedPredicate.not(isPackageInfo())))
                .should(haveNullMarkedPackage())
                .check(ALL);
    }

    @Test
    void all_modules_were_looked_at() {
        assertThat(ALL.stream().map(JavaClass::getPackageName))
                .anyMatch(name -> name.startsWith("org.postern.wire"))
                .anyMatch(name -> name.startsWith("org.postern.seal"))
                .anyMatch(name -> name.startsWith("org.postern.unseal"))
                .anyMatch(name -> name.startsWith("org.postern.server"))
                .anyMatch(name -> name.startsWith("org.postern.cli"));
    }

    private static void onlyDependsOn(String module, String... allowed) {
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("org.postern..")
                        .or(resideInAPackage(module))
                        .or(resideInAnyPackage(allowed)))
                .check(ALL);
    }

    private static String[] rooms(String... names) {
        return Arrays.stream(names)
                .map(name -> "org.postern.server." + name + "..")
                .toArray(String[]::new);
    }

    private static DescribedPredicate<JavaConstructorCall> target(String description, Predicate<String> owner) {
        return DescribedPredicate.describe(
                description, call -> owner.test(call.getTargetOwner().getFullName()));
    }

    private static DescribedPredicate<JavaMethodCall> openCall() {
        return DescribedPredicate.describe("opens a socket", call -> {
            boolean opens = Set.of(
                            "open", "newHttpClient", "newBuilder", "createSocket", "openStream", "openConnection")
                    .contains(call.getTarget().getName());
            return opens && SOCKETS.contains(call.getTargetOwner().getFullName());
        });
    }

    private static DescribedPredicate<JavaMethodCall> clockCall() {
        return DescribedPredicate.describe("reads the clock", call -> readsClock(call.getTarget()));
    }

    private static boolean readsClock(AccessTarget.MethodCallTarget target) {
        var owner = target.getOwner().getFullName();
        return switch (target.getName()) {
            case "now" ->
                owner.startsWith("java.time.") && target.getRawParameterTypes().isEmpty();
            case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
            case "sleep" -> owner.equals("java.lang.Thread");
            case "system", "systemUTC", "systemDefaultZone" -> owner.startsWith("java.time.");
            default -> false;
        };
    }

    private static DescribedPredicate<JavaClass> isPackageInfo() {
        return DescribedPredicate.describe(
                "package-info", type -> type.getSimpleName().equals("package-info"));
    }

    private static ArchCondition<JavaClass> haveNullMarkedPackage() {
        return new ArchCondition<>("stand in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                if (!marked) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
