import { setTimeout } from 'node:timers/promises';
import { artifactBytes, type IntentExamples } from '@flowforge/intent-classifier/artifact';
import { type Classifier, load } from '@flowforge/intent-classifier/classifier';
import { ExampleIndex } from '@flowforge/intent-classifier/example-index';
import { wordVectors } from '@flowforge/intent-classifier/word-vectors';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { LRUCache } from 'lru-cache';
import type { IntentStore } from '../intent/intent.store.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import {
  type Classification,
  IntentClassifier,
  type IntentOwner,
  type KnownIntent,
} from './intent-classifier.js';
import { type IntentTrainer, type ReadExamples, TrainingFailedError } from './intent-trainer.service.js';
import { intentsVersion } from './intents-version.js';
import { RetryDelays } from './retry-delays.js';
import { EventLoopQueue } from './event-loop-queue.service.js';

/** Memory for all loaded classifiers of this process, in bytes; the least recently used ones go first. */
const CACHE_BYTES = 256 * 2 ** 20;
/**
 * The messages that come while a version is trained wait together for at most this time, in milliseconds, counted from the first of them.
 * Then the examples and the old classifier serve them.
 */
const WAIT_MS = 500;
/**
 * For the index of the examples they wait longer, in milliseconds: without it a message does not see a changed example. It is ready after
 * some milliseconds, but for very many examples or on a busy machine.
 */
const INDEX_WAIT_MS = 3_000;
const FAILED_AT_MOST = 50;
/** Examples that are indexed in one iteration of the event loop: about 2 ms for the longest. */
const INDEXED_AT_ONCE = 20;
/** Intents whose examples are read by one statement and copied to the training thread at once: 0.2 million characters at most, 4 ms. */
const READ_AT_ONCE = 4;

interface LoadedClassifier {
  version: string;
  classifier: Classifier;
  bytes: number;
}

/** What serves while a version is trained. */
interface Preparation {
  /** Rejects with TrainingFailedError. */
  trained: Promise<LoadedClassifier>;
  /** Starts to fill the index of the examples, unless that is done or runs. */
  indexing: () => Indexing;
}

interface Indexing {
  index: Promise<ExampleIndex>;
  /** Resolves `WAIT_MS` after the start. */
  waitEnd: Promise<null>;
  /** Resolves `INDEX_WAIT_MS` after the start. */
  indexWaitEnd: Promise<null>;
}

/**
 * Classifies with a classifier that is trained on the assistant's intents as the database holds them now. While a version
 * is trained, its examples serve, and beside them the version before. A version's name comes with the intents of each
 * message, so no replica needs a signal from another.
 */
export class TrainedClassifier extends IntentClassifier {
  private readonly loaded = new LRUCache<string, LoadedClassifier>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });
  private readonly queue = new EventLoopQueue();
  private readonly preparations = new Map<string, Preparation>();
  /** Their examples are used until the training is tried again. */
  private readonly failed = new LRUCache<string, Preparation>({ max: FAILED_AT_MOST });
  private readonly retryDelays = new RetryDelays();

  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly intents: IntentStore,
    private readonly trainer: IntentTrainer,
    private readonly metrics: ServiceMetrics,
  ) {
    super();
    // Read at the start of the service: the first classifier would stop the event loop for 15 ms.
    wordVectors();
  }

  override async classify(
    text: string,
    intents: readonly KnownIntent[],
    owner: IntentOwner,
  ): Promise<Classification> {
    if (intents.length === 0) return { intent_id: null, confidence: 0, ranking: [] };
    const version = intentsVersion(intents);
    const current = this.loaded.get(owner.assistantId);
    if (current?.version === version)
      return this.measure(() => withClassifier(current.classifier, text, intents));
    const serving = await servingWithinWait(this.prepare(intents, owner));
    return this.measure(() => {
      if (serving !== null && 'classifier' in serving)
        return withClassifier(serving.classifier, text, intents);
      const byExample = serving && withoutUnknown(serving.classify(text), intents);
      if (byExample && byExample.intent_id !== null) return byExample;
      if (current !== undefined) return withClassifier(current.classifier, text, intents);
      // Neither is ready, as may be in the first three seconds after a change of very many examples: nothing is recognised.
      return byExample ?? { intent_id: null, confidence: 0, ranking: [] };
    });
  }

  /** Starts the training of these intents, unless it is done or runs. What it answers serves meanwhile. */
  prepare(intents: readonly KnownIntent[], owner: IntentOwner): Preparation {
    const version = intentsVersion(intents);
    const known = this.preparations.get(version) ?? this.failed.get(version);
    if (known !== undefined) return known;
    const current = this.loaded.get(owner.assistantId);
    const read = (): AsyncGenerator<IntentExamples[]> => this.readExamples(intents, owner);
    const preparation: Preparation = {
      trained: current?.version === version ? Promise.resolve(current) : this.train(read, version, owner),
      indexing: keepUnlessFailed(() => this.indexOf(read())),
    };
    this.preparations.set(version, preparation);
    void preparation.trained
      .catch((error: unknown) => {
        if (!(error instanceof TrainingFailedError) || error.reason === 'superseded') return;
        this.failed.set(version, preparation, { ttl: this.retryDelays.after(version, error.reason) });
      })
      .finally(() => this.preparations.delete(version));
    return preparation;
  }

  private async train(read: ReadExamples, version: string, owner: IntentOwner): Promise<LoadedClassifier> {
    const artifact = await this.trainer.train(owner, read);
    const loaded = { version, classifier: load(artifact), bytes: artifactBytes(artifact) };
    this.loaded.set(owner.assistantId, loaded);
    this.metrics.intentClassifierBytes.set(this.loaded.calculatedSize);
    return loaded;
  }

  /** In an order that depends only on the intents: the same version gives the same classifier everywhere. */
  private async *readExamples(
    intents: readonly KnownIntent[],
    owner: IntentOwner,
  ): AsyncGenerator<IntentExamples[]> {
    const ids = intents.map(({ id }) => id).sort();
    for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
      const some = ids.slice(start, start + READ_AT_ONCE);
      yield await this.database.transaction(owner.workspaceId, (tx) => this.intents.examples(tx, some));
    }
  }

  /** Fills the index in small pieces, so that other requests are served between two of them. */
  private async indexOf(pages: AsyncIterable<IntentExamples[]>): Promise<ExampleIndex> {
    const index = new ExampleIndex();
    for await (const intents of pages) {
      for (const { id, utterances } of intents) {
        for (let start = 0; start < utterances.length; start += INDEXED_AT_ONCE) {
          const some = utterances.slice(start, start + INDEXED_AT_ONCE);
          await this.queue.run(() => some.forEach((utterance) => index.add(id, utterance)));
        }
      }
    }
    return index;
  }

  private measure<Result>(work: () => Result): Promise<Result> {
    return this.queue.run(() => {
      const stopTimer = this.metrics.intentClassifySeconds.startTimer();
      const result = work();
      stopTimer();
      return result;
    });
  }
}

/** Starts to fill an index once. An attempt that fails is not kept: the next call starts another one, with a wait of its own. */
function keepUnlessFailed(fill: () => Promise<ExampleIndex>): () => Indexing {
  let kept: Indexing | undefined;
  return () => {
    if (kept !== undefined) return kept;
    const started = {
      index: fill(),
      waitEnd: setTimeout(WAIT_MS, null),
      indexWaitEnd: setTimeout(INDEX_WAIT_MS, null, { ref: false }),
    };
    started.index.catch(() => (kept = undefined));
    kept = started;
    return started;
  };
}

function withClassifier(
  classifier: Classifier,
  text: string,
  intents: readonly KnownIntent[],
): Classification {
  const byIntent = new Map(
    intents.flatMap(({ id, threshold }) => (threshold === null ? [] : [[id, { threshold }] as const])),
  );
  return withoutUnknown(classifier.classify(text, { byIntent }), intents);
}

/** An older classifier knows intents that the assistant no longer has. */
function withoutUnknown(
  { intent_id, confidence, ranking }: Classification,
  intents: readonly KnownIntent[],
): Classification {
  const ids = new Set(intents.map(({ id }) => id));
  const known = ranking.filter((entry) => ids.has(entry.intent_id));
  if (intent_id !== null && !ids.has(intent_id)) {
    return { intent_id: null, confidence: known[0]?.confidence ?? 0, ranking: known };
  }
  return { intent_id, confidence, ranking: known };
}

/** The classifier, or the index where there is none when the wait is over; null when neither is ready. */
async function servingWithinWait({
  trained,
  indexing,
}: Preparation): Promise<LoadedClassifier | ExampleIndex | null> {
  const { index, waitEnd, indexWaitEnd } = indexing();
  const trainedOrFailed = trained.catch((error: unknown) => {
    if (error instanceof TrainingFailedError) return null;
    throw error;
  });
  return (await Promise.race([trainedOrFailed, waitEnd])) ?? Promise.race([index, indexWaitEnd]);
}
