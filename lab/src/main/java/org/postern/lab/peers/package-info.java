/// Programs that we did not write, started as private instances: own folder, own ports, ended by handle.
@NullMarked
package org.postern.lab.peers;

import org.jspecify.annotations.NullMarked;
