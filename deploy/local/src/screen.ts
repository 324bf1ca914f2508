export interface ScreenFacts {
  publicUrl: string;
  /** The link that signs in the demo owner. */
  consoleUrl: string;
  apiKey: string;
  receiverUrl: string;
  /** Undefined when the demo could not be set up. */
  widgetId: string | undefined;
  /** Other machines reach the front door, and it does not know under which address. */
  needsPublicUrl: boolean;
  /** Time since the command began, with install and build, in milliseconds. */
  tookMs: number;
}

/** The text that is printed when everything is ready. */
export function readyScreen({
  publicUrl,
  consoleUrl,
  apiKey,
  receiverUrl,
  widgetId,
  needsPublicUrl,
  tookMs,
}: ScreenFacts): string {
  const lines = [
    '',
    `Flowforge runs (ready in ${(tookMs / 1000).toFixed(1)} s).`,
    '',
    `  Console         ${consoleUrl}  (opens signed in)`,
    '',
    ...(needsPublicUrl ? publicUrlHint(publicUrl) : []),
    `  API             ${publicUrl}/v1`,
    `  API reference   ${publicUrl}/docs`,
    `  api key         ${apiKey}`,
    `  demo receiver   ${receiverUrl}/received`,
    `  logs            .flowforge/logs`,
    `  all addresses   .flowforge/run.json`,
    '',
  ];
  if (widgetId !== undefined) {
    lines.push(
      'Start a conversation with the demo assistant:',
      '',
      `  curl -s ${publicUrl}/v1/chat/conversations -H 'content-type: application/json' \\`,
      `    -d '{"widget_id":"${widgetId}"}'`,
      '',
      'Close it, with conversation_id and visitor_token of that answer. The webhook then appears in this terminal.',
      '',
      `  curl -s -X POST ${publicUrl}/v1/chat/conversations/CONVERSATION_ID/close \\`,
      `    -H 'authorization: Bearer VISITOR_TOKEN'`,
      '',
    );
  }
  lines.push('Ctrl-C stops everything. The data stays.', '');
  return lines.join('\n');
}

/** A browser may sign in only at the one address that the front door takes for its own. */
function publicUrlHint(publicUrl: string): string[] {
  const { port } = new URL(publicUrl);
  return [
    '  A browser on another machine cannot sign in yet. For that, start with the address that it uses:',
    `  PORT=${port} PUBLIC_URL=http://ADDRESS-OF-THIS-MACHINE:${port}`,
    '',
  ];
}
