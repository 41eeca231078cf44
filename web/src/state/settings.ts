import type { Web } from "../jmap/web";
import type { Vault } from "../vault/vault";

/** The client's own sealed settings. Members of other clients are kept as they are. */
export interface Settings {
  readonly v: 1;
  readonly displayName: string;
  /** Signs the lists of the site's endpoints (docs/format/endpoints.md); absent until it was first seen. */
  readonly endpointKey?: string;
  /** The v6 fingerprint first seen of each local address; the key list that v6 signs binds the rest. */
  readonly pins: Readonly<Record<string, string>>;
}

const EMPTY: Settings = { v: 1, displayName: "", pins: {} };

export async function readSettings(vault: Vault, box: string | null | undefined): Promise<Settings> {
  if (box === null || box === undefined) return EMPTY;
  return { ...EMPTY, ...(JSON.parse(await vault.openSettings(box)) as Partial<Settings>) };
}

/** Reads what is there now, because another window may have written since, and writes it back changed. */
export async function changeSettings(
  web: Web,
  vault: Vault,
  change: (settings: Settings) => Settings,
): Promise<Settings> {
  const { settings } = await web.json<{ settings?: string | null }>("GET", "/api/account");
  const changed = change(await readSettings(vault, settings));
  await web.json("PUT", "/api/account/settings", { settings: await vault.sealSettings(JSON.stringify(changed)) });
  return changed;
}
