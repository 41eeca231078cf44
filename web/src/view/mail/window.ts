// Which rows of a long list are worth drawing. Pure, so that it can be tested without a screen.

export interface Window {
  readonly from: number;
  readonly to: number;
}

const margin = 8;

/** The rows from `from` up to but not with `to` that are in sight, and a few on either side. */
export function window(scroll: number, height: number, row: number, rows: number): Window {
  const first = Math.floor(Math.max(0, scroll) / row);
  const last = Math.ceil((Math.max(0, scroll) + height) / row);
  return { from: Math.max(0, Math.min(first - margin, rows)), to: Math.min(rows, last + margin) };
}
