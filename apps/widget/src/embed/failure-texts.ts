/** Where the owner of a page sets which pages may show the chat. */
const SETTING = 'its "Allowed origins" in the console (AI Agents, Widgets)';

/** The widget does not exist: it was deleted, or its id was not copied whole. */
export function unknownWidget(widgetId: string): string {
  return `no chat widget has the id "${widgetId}". Copy the line for your pages again from the console (AI Agents, Widgets).`;
}

/** @param origin of the page; `null` for a file and for a sandboxed frame */
export function refusedOrigin(widgetId: string, origin: string): string {
  return origin === 'null'
    ? `the chat widget ${widgetId} may not be used by a file or a sandboxed frame. Open the page from a web server, or clear ${SETTING}.`
    : `the chat widget ${widgetId} may not be used by pages of ${origin}. Add ${origin} to ${SETTING}.`;
}

/** @param base address of the front door */
export function refusedByPolicy(base: string): string {
  return `the content security policy of this page does not allow the chat. Add ${base} to its connect-src.`;
}

export function noAnswer(base: string): string {
  return `${base} cannot be reached. The chat tries again.`;
}

export function noAnswerNow(base: string): string {
  return `${base} cannot answer now. The chat tries again.`;
}

export const NO_WIDGET_ID =
  'the script tag needs the attribute data-widget-id. Copy it from the console (AI Agents, Widgets).';
export const SECOND_TAG = 'this page has a chat already. The second script tag does nothing.';
