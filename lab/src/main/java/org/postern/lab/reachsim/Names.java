package org.postern.lab.reachsim;

/// Who answers questions for our names.
interface Names {
    /// @return the numbers of the relays that the answer names
    int[] answer(Resolver asker);

    /// The same addresses for everybody, for ever.
    static Names fixed(int relays) {
        var all = new int[relays];
        for (int i = 0; i < relays; i++) {
            all[i] = i;
        }
        return asker -> all;
    }

    /// The next three of the pool for each question.
    static Names roundRobin(int relays) {
        return new Names() {
            private int next;

            @Override
            public int[] answer(Resolver asker) {
                var three = new int[Math.min(3, relays)];
                for (int i = 0; i < three.length; i++) {
                    three[i] = (next + i) % relays;
                }
                next = (next + three.length) % relays;
                return three;
            }
        };
    }
}
