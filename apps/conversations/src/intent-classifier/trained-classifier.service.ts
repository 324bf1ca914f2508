import { artifactBytes, type IntentExamples } from '@flowforge/intent-classifier/artifact';
import { type Classifier, load } from '@flowforge/intent-classifier/classifier';
import { ExampleIndex } from '@flowforge/intent-classifier/example-index';
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
import { Turns } from './turns.service.js';

/** Memory for all loaded classifiers of this process, in bytes; the least recently used ones go first. */
const CACHE_BYTES = 256 * 2 ** 20;
/** A message waits so long for a training, in milliseconds; then the examples and the old classifier serve it. */
const WAIT_MS = 500;
const FAILED_AT_MOST = 50;
/** Examples that are indexed in one turn of the event loop: about 2 ms for the longest. */
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
  index: () => Promise<ExampleIndex>;
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
  private readonly turns = new Turns();
  private readonly preparations = new Map<string, Preparation>();
  /** Their examples go on to serve until the training is tried again. */
  private readonly failed = new LRUCache<string, Preparation>({ max: FAILED_AT_MOST });
  private readonly retryDelays = new RetryDelays();

  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly intents: IntentStore,
    private readonly trainer: IntentTrainer,
    private readonly metrics: ServiceMetrics,
  ) {
    super();
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
    const preparation = this.prepare(intents, owner);
    const trained = await within(WAIT_MS, preparation.trained);
    if (trained !== null) return this.measure(() => withClassifier(trained.classifier, text, intents));
    const index = await preparation.index();
    return this.measure(() => {
      const byExample = withoutUnknown(index.classify(text), intents);
      if (byExample.intent_id !== null || current === undefined) return byExample;
      return withClassifier(current.classifier, text, intents);
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
      index: keepUnlessRejected(() => this.indexOf(read())),
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

  /** In an order that depends on nothing but the intents: the same version gives the same classifier everywhere. */
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

  /** Fills the index in small pieces, so that other requests get their turn. */
  private async indexOf(pages: AsyncIterable<IntentExamples[]>): Promise<ExampleIndex> {
    const index = new ExampleIndex();
    for await (const intents of pages) {
      for (const { id, utterances } of intents) {
        for (let start = 0; start < utterances.length; start += INDEXED_AT_ONCE) {
          const some = utterances.slice(start, start + INDEXED_AT_ONCE);
          await this.turns.run(() => some.forEach((utterance) => index.add(id, utterance)));
        }
      }
    }
    return index;
  }

  private measure<Result>(work: () => Result): Promise<Result> {
    return this.turns.run(() => {
      const stopTimer = this.metrics.intentClassifySeconds.startTimer();
      const result = work();
      stopTimer();
      return result;
    });
  }
}

/** Calls `make` once and keeps its promise. A promise that rejects is not kept: the next call tries again. */
function keepUnlessRejected<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let kept: Promise<Result> | undefined;
  return () => {
    kept ??= make().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
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

/** What the training makes within `ms`; null when it takes longer or fails. */
function within(ms: number, trained: Promise<LoadedClassifier>): Promise<LoadedClassifier | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    const settle = (): void => clearTimeout(timer);
    trained.finally(settle).then(resolve, (error: unknown) => {
      if (error instanceof TrainingFailedError) resolve(null);
      else reject(error);
    });
  });
}
