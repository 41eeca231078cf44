import { Keeper } from "../../src/vault/keeper";
import type { Kept } from "../../src/vault/kept";
import type { Octets } from "../../src/vault/octets";
import { serve } from "../../src/vault/serve";
import { type Vault, vaultOver } from "../../src/vault/vault";

/** Keeps the account key as the database would, for tests that reload the page. */
export function keptInMemory(): Kept {
  const held = new Map<string, Octets>();
  let token: string | null = null;
  return {
    put: async (address, accountKey) => void held.set(address, accountKey.slice()),
    find: async (address) => held.get(address)?.slice() ?? null,
    putToken: async (given) => void (token = given),
    token: async () => token,
    any: async () => held.size > 0,
    forget: async () => {
      held.clear();
      token = null;
    },
  };
}

/** A vault across a real message port, so that everything is cloned as between page and worker. */
export function vaultAcrossPort(kept: Kept = keptInMemory()): { readonly vault: Vault; close(): void } {
  const { port1, port2 } = new MessageChannel();
  serve(port2, new Keeper(kept));
  const vault = vaultOver(port1);
  port1.start();
  port2.start();
  return {
    vault,
    close() {
      port1.close();
      port2.close();
    },
  };
}
