import type { RouteReference } from './reference.js';

/** A request as a command for a shell. `$API_KEY` and `$VISITOR_TOKEN` are the reader's. @param origin address of this installation */
export function curlOf({ method, path, needs, parameters, body }: RouteReference, origin: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (placeholder, name) => {
    const { example } = parameters.find((each) => each.place === 'path' && each.name === name) ?? {};
    return example ?? placeholder;
  });
  const query = parameters
    .filter(({ place, isRequired }) => place === 'query' && isRequired)
    .map(({ name, example = '' }) => `${name}=${encodeURIComponent(example)}`)
    .join('&');
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(`${origin}${filled}${query && `?${query}`}`)}`,
  ];
  if (needs.kind === 'scope') parts.push('-H "Authorization: Bearer $API_KEY"');
  if (needs.kind === 'visitor') parts.push('-H "Authorization: Bearer $VISITOR_TOKEN"');
  if (needs.kind === 'user') parts.push('-b session.txt');
  if (body !== undefined)
    parts.push("-H 'Content-Type: application/json'", `-d ${quoted(body.example ?? '{}')}`);
  return parts.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
