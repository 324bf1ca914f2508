import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import type { IntentArtifact } from '@flowforge/intent-classifier/artifact';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { createLog } from '@flowforge/service-kit/log';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import { Registry } from 'prom-client';
import { IntentStore } from '../intent/intent.store.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import { migrations } from '../migrations.js';
import type { IntentOwner, KnownIntent } from './intent-classifier.js';
import { IntentTrainer, type ReadExamples } from './intent-trainer.service.js';
import { TrainedClassifier } from './trained-classifier.service.js';

const BOOKING = ['I want to book a room', 'can I make a reservation', 'reserve a room for two nights'];
const HOURS = ['what are your opening hours', 'when do you open', 'are you open on Sunday'];
const PARAPHRASE = 'could I book a room for tomorrow please';

/** A real trainer that also keeps the sizes of the batches that it reads. */
class ObservedTrainer extends IntentTrainer {
  readonly batches: number[] = [];

  override train(owner: IntentOwner, read: ReadExamples): Promise<IntentArtifact> {
    const { batches } = this;
    return super.train(owner, async function* () {
      for await (const intents of read()) {
        batches.push(intents.length);
        yield intents;
      }
    });
  }
}

let testDatabase: TestDatabase;
let database: Database;
let trainer: ObservedTrainer;
let classifier: TrainedClassifier;
let owner: { workspaceId: string; assistantId: string };

before(async () => {
  testDatabase = await startTestDatabase({ migrations: { conversations: migrations } });
  database = new Database(await testDatabase.open('conversations'));
});
after(async () => {
  await trainer.stop();
  await database.dataSource.destroy();
  await testDatabase.stop();
});
beforeEach(async () => {
  await trainer?.stop();
  const metrics = new ServiceMetrics(new Registry());
  trainer = new ObservedTrainer(createLog('conversations', 'silent'), metrics);
  classifier = new TrainedClassifier(new WorkspaceDatabase(database), new IntentStore(), trainer, metrics);
  owner = { workspaceId: newId(), assistantId: newId() };
});

/** Stores an intent. */
async function intent(utterances: string[]): Promise<KnownIntent> {
  const id = newId();
  await database.query(
    `INSERT INTO intents (id, workspace_id, name, utterances) VALUES ($1, $2, 'INTENT', $3)`,
    [id, owner.workspaceId, utterances],
  );
  return { id, examplesHash: '', threshold: null };
}

/** Keeps the training thread busy until the function that it answers is called. */
function occupyTrainer(): () => Promise<void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const training = trainer.train({ workspaceId: 'busy', assistantId: 'busy' }, async function* () {
    await released;
    yield [{ id: 'busy', utterances: BOOKING }];
  });
  return async () => {
    release();
    await training;
  };
}

test('while a changed set is trained, the classifier before serves beside the new examples', async () => {
  const [booking, hours] = [await intent(BOOKING), await intent(HOURS)];
  await classifier.prepare([booking, hours], owner).trained;
  const endOther = occupyTrainer();
  const parking = await intent(['where can I park']);
  const changed = [booking, hours, parking];
  assert.equal((await classifier.classify('where can I park', changed, owner)).intent_id, parking.id);
  assert.equal((await classifier.classify(PARAPHRASE, changed, owner)).intent_id, booking.id);
  const withoutBooking = await classifier.classify(PARAPHRASE, [hours, parking], owner);
  assert.ok(withoutBooking.ranking.every((guess) => guess.intent_id !== booking.id));
  await endOther();
});

test('before the first training has ended, only what is nearly an example is recognised', async () => {
  const [booking, hours] = [await intent(BOOKING), await intent(HOURS)];
  const endOther = occupyTrainer();
  const byExample = await classifier.classify('please can I make a reservation', [booking, hours], owner);
  assert.equal(byExample.intent_id, booking.id);
  assert.equal((await classifier.classify(PARAPHRASE, [booking, hours], owner)).intent_id, null);
  await endOther();
});

test('a database failure while the examples are read fails one message, not those after it', async () => {
  const booking = await intent(BOOKING);
  const endOther = occupyTrainer();
  await database.query('ALTER TABLE intents RENAME TO unavailable');
  try {
    await assert.rejects(classifier.classify('can I make a reservation', [booking], owner));
  } finally {
    await database.query('ALTER TABLE unavailable RENAME TO intents');
  }
  const { intent_id } = await classifier.classify('can I make a reservation', [booking], owner);
  assert.equal(intent_id, booking.id);
  await endOther();
});

test('the examples of a large set are read and handed to the training thread in batches', async () => {
  const intents: KnownIntent[] = [];
  for (let at = 0; at < 11; at += 1) intents.push(await intent([`example number ${at}`]));
  await classifier.prepare(intents, owner).trained;
  const { intent_id } = await classifier.classify('example number 7', intents, owner);
  assert.equal(intent_id, intents[7]?.id);
  assert.deepEqual(trainer.batches, [4, 4, 3]);
});

/** A sentence of up to 500 characters that no other number gives. */
function longExample(seed: number): string {
  const words = Array.from({ length: 60 }, (_, at) => `w${((seed + 1) * (at + 7) * 7919) % 9973}`);
  return words.join(' ').slice(0, 500);
}

test('while the first classifier of the largest set waits for its training, all calls share one wait; then the examples serve', async () => {
  const intents: KnownIntent[] = [];
  for (let at = 0; at < 50; at += 1) {
    intents.push(await intent(Array.from({ length: 100 }, (_, n) => longExample(at * 100 + n))));
  }
  // The only trainer is busy until `endOther`, so a call that waited for its training would never return here.
  const endOther = occupyTrainer();
  const { waitEnd } = classifier.prepare(intents, owner).indexing();
  await Promise.all(Array.from({ length: 10 }, () => classifier.classify(longExample(7), intents, owner)));
  const shared = classifier.prepare(intents, owner).indexing();
  assert.equal(shared.waitEnd, waitEnd, 'a later call has a wait of its own');
  await shared.index;
  const { intent_id } = await classifier.classify(longExample(7), intents, owner);
  assert.equal(intent_id, intents[0]?.id);
  await endOther();
});
