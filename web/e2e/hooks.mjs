/** The element with this stable hook. */
export function hook(page, name) {
  return page.locator(`[data-test="${name}"]`);
}
