import { Logger } from '@nestjs/common';
import { ensureWorkspace } from '@flowforge/contracts/requests/ensure-workspace';
import { mintApiKey } from '@flowforge/contracts/requests/mint-api-key';
import { ALL_SCOPES } from '@flowforge/contracts/words';
import { ServiceClient, ServiceUnavailable } from '@flowforge/messaging/service-client';
import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 20_000;

/**
 * The demo workspace, and a full-scope key named `local` for it; the key of the start before stops working.
 * The registry may still be joining NATS: it is asked again for a while.
 */
export async function openDemoWorkspace(natsUrl: string): Promise<{ apiKey: string }> {
  // Nest's client speaks of its connection on its own; the launcher's terminal is for people.
  Logger.overrideLogger(false);
  const client = new ServiceClient({ url: natsUrl, name: 'flowforge local' });
  try {
    const workspace = await again(() => client.ask(ensureWorkspace, { name: 'demo' }));
    const minted = await client.ask(mintApiKey, {
      workspace_id: workspace.workspace_id,
      name: 'local',
      scopes: [...ALL_SCOPES],
      revoke_others_named: true,
    });
    return { apiKey: minted.key };
  } finally {
    await client.close();
  }
}

async function again<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServiceUnavailable) || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
