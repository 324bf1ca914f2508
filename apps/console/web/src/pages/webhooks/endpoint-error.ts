/** What is wrong with the text of an endpoint; null when it is empty, or when only the server can decide. */
export function endpointError(text: string): string | null {
  if (text === '') return null;
  if (!/^https?:\/\//i.test(text))
    return 'Begin with https://, or with http:// in a local run of Flowforge. Example: https://crm.example.com/hooks.';
  return URL.canParse(text) ? null : 'This is not a web address. Write it as https://crm.example.com/hooks.';
}
