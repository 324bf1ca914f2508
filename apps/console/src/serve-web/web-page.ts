/** First path segments of the console's pages; the app itself decides what it shows below them. */
const PAGES: ReadonlySet<string> = new Set([
  'overview',
  'ai-agents',
  'assistants',
  'forms',
  'intents',
  'widgets',
  'conversations',
  'get-started',
  'docs',
  'profile',
  'sign-in',
  'setup',
  'invitation',
  'reset-password',
  'local-sign-in',
]);

/** Whether the console has a page at this path (without its query). The path is not decoded: pages have plain names. */
export function isWebPage(path: string): boolean {
  return path === '/' || PAGES.has(path.split('/', 2)[1] ?? '');
}

/** Whether the sender wants to see a page: browsers send this for an address that is typed or clicked. */
export function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') === true;
}
