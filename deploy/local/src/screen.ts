export interface ScreenFacts {
  publicUrl: string;
  apiKey: string;
  receiverUrl: string;
  /** Undefined when the demo could not be set up. */
  widgetId: string | undefined;
  /** Time since the launcher's start, in milliseconds. */
  tookMs: number;
}

/** The text that is printed when everything runs. */
export function readyScreen({ publicUrl, apiKey, receiverUrl, widgetId, tookMs }: ScreenFacts): string {
  const lines = [
    '',
    `Flowforge runs (ready in ${(tookMs / 1000).toFixed(1)} s).`,
    '',
    `  API and docs   ${publicUrl}/docs`,
    `  api key        ${apiKey}`,
    `  receiver       ${receiverUrl}/received`,
    `  logs           .flowforge/logs`,
    '',
  ];
  if (widgetId !== undefined) {
    lines.push(
      'Try a whole conversation; its webhook appears below:',
      '',
      `  curl -s ${publicUrl}/v1/chat/conversations -H 'content-type: application/json' \\`,
      `    -d '{"widget_id":"${widgetId}"}'`,
      '',
      'Then close it, with the conversation_id and the visitor_token it answers:',
      '',
      `  curl -s -X POST ${publicUrl}/v1/chat/conversations/CONVERSATION_ID/close \\`,
      `    -H 'authorization: Bearer VISITOR_TOKEN'`,
      '',
    );
  }
  lines.push('Ctrl-C stops everything; the data stays.', '');
  return lines.join('\n');
}
