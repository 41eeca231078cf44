/// A small internet in network namespaces: operators, hosting networks, names, real mail servers, and the
/// censors that stand on the operators' routers. Needs root. Whatever it makes goes with the process that
/// made it.
@NullMarked
package org.postern.lab.net;

import org.jspecify.annotations.NullMarked;
