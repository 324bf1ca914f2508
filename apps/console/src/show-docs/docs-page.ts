import { createHash } from 'node:crypto';

const STYLE = `
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem; color: #1a1a2e; }
li { margin: .5rem 0; }
code { background: #f0f0f5; padding: .1em .3em; border-radius: .2em; }
@media (prefers-color-scheme: dark) { body { background: #14141f; color: #e6e6f0; } a { color: #9db4ff; } code { background: #26263a; } }
`;

/** The page's content security policy: allows its one style element and nothing else. */
export const DOCS_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const SERVICES = [
  ['conversations', 'assistants, widgets, forms, intents, and the visitor’s chat'],
  ['registry', 'webhooks, assignments, API keys'],
  ['delivery', 'deliveries, attempts, and resending'],
] as const;

/** The page with a link to the API reference of each service. */
export function docsPage(): string {
  const items = SERVICES.map(
    ([service, what]) =>
      `<li><a href="/docs/${service}">${service}</a> — ${what} (<a href="/docs/${service}-json">OpenAPI</a>)</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Flowforge API</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Flowforge API</h1>
<p>All services have the same base address, and every path begins with <code>/v1</code>. Send an API key as
<code>Authorization: Bearer &lt;key&gt;</code>. The chat needs the <code>visitor_token</code> of the conversation instead:
<code>POST /v1/chat/conversations</code> returns it.</p>
<ul>
${items.join('\n')}
</ul>
</body>
</html>
`;
}
