export interface ScreenFacts {
  publicUrl: string;
  /** The link that signs in the demo owner. */
  consoleUrl: string;
  apiKey: string;
  receiverUrl: string;
  /** Address of the front door for a client on this machine. */
  frontDoorUrl: string;
  /** The usual port, when another program has it and this run uses another one. */
  takenPort: number | undefined;
  /** Undefined when the demo could not be set up. */
  demo: { widgetId: string; webhookId: string } | undefined;
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
  frontDoorUrl,
  takenPort,
  demo,
  needsPublicUrl,
  tookMs,
}: ScreenFacts): string {
  const lines = [
    '',
    `Flowforge runs (ready in ${(tookMs / 1000).toFixed(1)} s).`,
    '',
    ...(takenPort === undefined ? [] : takenPortHint(takenPort, frontDoorUrl)),
    `  Console         ${consoleUrl}  (opens signed in)`,
    '',
    ...(needsPublicUrl ? publicUrlHint(publicUrl) : []),
    `  API             ${publicUrl}/v1`,
    `  API reference   ${publicUrl}/docs`,
    `  api key         ${apiKey}`,
    ...(demo === undefined ? [] : [`  demo chat       ${publicUrl}/chat/${demo.widgetId}`]),
    `  demo receiver   ${receiverUrl}/received`,
    `  logs            .flowforge/logs`,
    `  all addresses   .flowforge/run.json`,
    '',
  ];
  if (demo !== undefined) {
    lines.push(
      'Send a test webhook to the demo receiver. It appears in this terminal; the answer shows the request and the response:',
      '',
      `  curl -s ${frontDoorUrl}/v1/test-events -H 'content-type: application/json' \\`,
      `    -H 'authorization: Bearer ${apiKey}' \\`,
      `    -d '{"webhook_id":"${demo.webhookId}","event":"captured_form.created"}'`,
      '',
    );
  }
  lines.push('Ctrl-C stops everything. The data stays.', '');
  return lines.join('\n');
}

/** The address is part of the tag that is copied to pages, so a change of the port must be seen. */
function takenPortHint(takenPort: number, frontDoorUrl: string): string[] {
  const { port } = new URL(frontDoorUrl);
  return [
    `  ATTENTION: port ${takenPort} is taken by another program. This run uses port ${port}, and the next one may use another.`,
    `  Links and script tags with port ${takenPort} do not reach this run. To choose a port:  PORT=${port} npm start`,
    '',
  ];
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
