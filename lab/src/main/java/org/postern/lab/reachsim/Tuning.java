package org.postern.lab.reachsim;

import org.postern.reach.detect.Bounds;
import org.postern.reach.plan.Limits;
import org.postern.reach.plan.Ration;

/// The numbers that a run is made with: those that the daemon has, unless they are being chosen.
record Tuning(Bounds bounds, Limits limits, Ration ration) {
    static Tuning standard() {
        return new Tuning(Bounds.standard(), Limits.standard(), Ration.standard());
    }
}
