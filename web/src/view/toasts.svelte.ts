// Short words at the foot of the page, spoken to screen readers as well; some can be undone.

export interface Toast {
  readonly id: number;
  readonly words: string;
  readonly kind: "plain" | "problem" | "mail";
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  private last = 0;

  show(words: string, options: Partial<Pick<Toast, "kind" | "action">> & { seconds?: number } = {}): number {
    this.last += 1;
    const id = this.last;
    this.list = [...this.list.slice(-2), { id, words, kind: options.kind ?? "plain", action: options.action ?? null }];
    const seconds = options.seconds ?? (options.kind === "problem" || options.action ? 8 : 4);
    setTimeout(() => this.drop(id), seconds * 1000);
    return id;
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
