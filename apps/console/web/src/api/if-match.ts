/** The header that lets the server refuse a change (412) when the thing has another revision by now. */
export function ifMatch({ revision }: { revision: number }): { 'If-Match': string } {
  return { 'If-Match': `"${revision}"` };
}
