/** The path to go back to, with the id of the new webhook in the parameter `webhook_id`. */
export function returnPath(path: string, webhookId: string): string {
  const url = new URL(path, 'https://own.invalid');
  url.searchParams.set('webhook_id', webhookId);
  return `${url.pathname}${url.search}${url.hash}`;
}
