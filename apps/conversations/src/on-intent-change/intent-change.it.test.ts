import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { IntentArtifact } from '@flowforge/intent-classifier/artifact';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { createLog } from '@flowforge/service-kit/log';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { Registry } from 'prom-client';
import { AssistantStore } from '../assistant/assistant.store.js';
import { IntentChanges } from '../intent/intent-changes.js';
import { IntentStore } from '../intent/intent.store.js';
import type { IntentOwner } from '../intent-classifier/intent-classifier.js';
import { IntentTrainer, type ReadExamples } from '../intent-classifier/intent-trainer.service.js';
import { TrainedClassifier } from '../intent-classifier/trained-classifier.service.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { migrations } from '../migrations.js';
import { OnIntentChange } from './intent-change.service.js';

let testDatabase: TestDatabase;
let database: Database;

before(async () => {
  testDatabase = await startTestDatabase({ migrations: { conversations: migrations } });
  database = new Database(await testDatabase.open('conversations'));
});
after(async () => {
  await database.dataSource.destroy();
  await testDatabase.stop();
});

/** Keeps for whom a training was asked. */
class ObservedTrainer extends IntentTrainer {
  readonly asked: string[] = [];

  override train(owner: IntentOwner, read: ReadExamples): Promise<IntentArtifact> {
    this.asked.push(owner.assistantId);
    return super.train(owner, read);
  }
}

test('one change of an intent starts the training of ten assistants at most', async () => {
  const log = createLog('conversations', 'silent');
  const metrics = new ServiceMetrics(new Registry());
  const trainer = new ObservedTrainer(log, metrics);
  const workspaces = new WorkspaceDatabase(database);
  const intents = new IntentStore();
  const classifier = new TrainedClassifier(workspaces, intents, trainer, metrics);
  const changes = new IntentChanges();
  new OnIntentChange(workspaces, new AssistantStore(), intents, classifier, changes, log);
  const [workspaceId, intentId] = [newId(), newId()];
  await database.query(
    `INSERT INTO intents (id, workspace_id, name, utterances) VALUES ($1, $2, 'INTENT', '{book a room}')`,
    [intentId, workspaceId],
  );
  for (let at = 0; at < 12; at += 1) {
    const own = newId();
    await database.query(
      `INSERT INTO intents (id, workspace_id, name, utterances) VALUES ($1, $2, 'OWN', '{hello}')`,
      [own, workspaceId],
    );
    await database.query(
      `INSERT INTO assistants (id, workspace_id, name, intent_ids, idle_close_minutes) VALUES ($1, $2, 'Desk', $3, 30)`,
      [newId(), workspaceId, [intentId, own]],
    );
  }
  changes.publish({ workspaceId, intentId });
  // All trainings of one change are asked for in one iteration of the event loop.
  await until('the trainings', () => trainer.asked.length > 0);
  assert.equal(new Set(trainer.asked).size, 10);
  await trainer.stop();
});
