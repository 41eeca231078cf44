/// The mail services that are measured: Postern and its peers, each a private instance in a control group
/// of its own.
@NullMarked
package org.postern.bench.service;

import org.jspecify.annotations.NullMarked;
