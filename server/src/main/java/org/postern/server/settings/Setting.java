package org.postern.server.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// One key of the configuration file. It stands on a component of a settings record; `main` reads the
/// file into the records, and the reference page is printed from them. The key is the component's name
/// in snake_case; a component whose type is itself a record of settings is a table.
///
/// Component types: `String`, `boolean`, `int`, `long`, `Duration` ("5m", "30s", "4h", "5d"), `Size`
/// ("50MB", "64KiB"), `HostPort` ("127.0.0.1:2525"), `Path`, an enum, `List<String>`, `Optional` of one.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /// One sentence for the reference page.
    String value();

    /// As it would be written in the file; without it the key must be there (or is an `Optional`).
    String[] standard() default {};

    /// Smallest value allowed, in the form of the type; empty for none.
    String min() default "";

    /// Largest value allowed, in the form of the type; empty for none.
    String max() default "";
}
