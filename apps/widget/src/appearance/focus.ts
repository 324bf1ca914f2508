/**
 * Whether nothing has the focus because the element that had it was removed. False while something of the page or of the chat has it, or another
 * tab.
 *
 * @param inside an element of the chat
 */
export function isFocusLost(inside: Element | null): boolean {
  const root = inside?.getRootNode();
  if (!(root instanceof ShadowRoot) || root.activeElement !== null || !document.hasFocus()) return false;
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement === root.host;
}
