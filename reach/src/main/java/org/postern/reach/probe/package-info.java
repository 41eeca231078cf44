/// What a volunteer inside a network measures, and what it comes to.
@NullMarked
package org.postern.reach.probe;

import org.jspecify.annotations.NullMarked;
