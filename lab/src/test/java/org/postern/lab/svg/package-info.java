/// Pictures for records and pages.
@NullMarked
package org.postern.lab.svg;

import org.jspecify.annotations.NullMarked;
