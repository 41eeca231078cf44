/// The test bed: real peers, whole-system runs.
@NullMarked
package org.postern.lab;

import org.jspecify.annotations.NullMarked;
