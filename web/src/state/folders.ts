import type { Mailbox } from "../jmap/types";
import type { Vault } from "../vault/vault";
import type { Folder, Role } from "./contract";

const ROLES: readonly Role[] = ["inbox", "drafts", "sent", "archive", "junk", "trash"];

/** Opens sealed names; folders with a role come first in their usual order, the person's own by name. */
export async function foldersOf(mailboxes: readonly Mailbox[], vault: Vault): Promise<readonly Folder[]> {
  const boxes = mailboxes.map((mailbox) => mailbox.sealedName ?? "");
  const names = await vault.openNames(boxes);
  const folders = mailboxes.map((mailbox, index): Folder => {
    const role = ROLES.find((each) => each === mailbox.role) ?? null;
    return {
      id: mailbox.id,
      name: names[index] ?? mailbox.name,
      role,
      parentId: mailbox.parentId,
      total: mailbox.totalEmails,
      unread: mailbox.unreadEmails,
    };
  });
  return folders.sort((left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name));
}

function rank(folder: Folder): number {
  return folder.role === null ? ROLES.length : ROLES.indexOf(folder.role);
}
