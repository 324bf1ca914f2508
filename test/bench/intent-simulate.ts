import type { IntentExamples } from '@flowforge/intent-classifier/artifact';
import { featuresOf, messageTokens } from '@flowforge/intent-classifier/features';
import { candidatesOf, type Signals } from '@flowforge/intent-classifier/signals';
import { train } from '@flowforge/intent-classifier/train';

/** Intents that belong to one another, and texts that belong to none of them. */
export interface Pool {
  intents: ReadonlyMap<string, readonly string[]>;
  outOfScope: readonly string[];
  /** Further messages of the intents, that are no examples: they say the same in other words. */
  paraphrases?: ReadonlyMap<string, readonly string[]>;
  /** How often a tenant is drawn from it, against the other pools. */
  share: number;
  /** How much a message about another intent of the pool counts; `NEAR_WEIGHT` where it is left out. */
  nearWeight?: number;
}

export interface Observation {
  signals: Signals;
  /** 0 for the best candidate of the message, 1 for the next. */
  place: number;
  isRight: boolean;
  weight: number;
}

export interface Observations {
  withNearest: Observation[];
  withoutNearest: Observation[];
}

/** What is done to each text before it is used. */
export type Writing = (text: string) => string;

interface Message {
  text: string;
  /** Null for a message of no intent. */
  intent: string | null;
  weight: number;
}

export type Random = () => number;

/** Uniform in [0, 1), the same for the same seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What is drawn for each tenant: 60 messages in scope, 30 near it (other intents of the pool), 30 far from it. */
const IN_SCOPE = 60;
const NEAR = 30;
const FAR = 30;
/** Of each message, the best intents. */
const CANDIDATES = 3;
const SINGLE_INTENT_SHARE = 0.08;
const MANY_INTENTS_SHARE = 0.04;
const MOST_INTENTS = 32;
/** Of the tenants of a pool with paraphrases, so many have all examples of their intents, and half of these all intents. */
const WHOLE_SHARE = 0.75;
/** Most assistants have 3 to 10 intents: their messages count more. */
const SMALL_WEIGHT = 3;
/** A message of the same business that is about something else is the hardest to reject. */
const NEAR_WEIGHT = 2.5;

/** Tenants of 1 to 32 intents (some of up to 150) with 3 to 28 examples, trained, and what their messages look like. */
export function simulateTenants(
  pools: readonly Pool[],
  tenants: number,
  random: Random,
  writing: Writing = (text) => text,
): Observations {
  const observations: Observations = { withNearest: [], withoutNearest: [] };
  for (let tenant = 0; tenant < tenants; tenant += 1) {
    const pool = draw(pools, random);
    const others = pools.filter((other) => other !== pool);
    simulateTenant(pool, others, random, writing, observations);
  }
  return observations;
}

function simulateTenant(
  pool: Pool,
  others: readonly Pool[],
  random: Random,
  writing: Writing,
  into: Observations,
): void {
  const names = shuffled([...pool.intents.keys()], random);
  const isWhole = pool.paraphrases !== undefined && random() < WHOLE_SHARE;
  const hasAllIntents = isWhole && random() < 0.5;
  const count = hasAllIntents
    ? names.length
    : Math.min(intentCount(random), Math.max(1, Math.floor(names.length * 0.8)));
  const wanted = 3 + Math.exp(random() * Math.log(25));
  const intents: IntentExamples[] = [];
  const messages: Message[] = [];
  for (const id of names.slice(0, count)) {
    const texts = shuffled(pool.intents.get(id) ?? [], random);
    const examples = Math.min(
      Math.max(3, Math.round(wanted * (0.6 + random() * 0.8))),
      isWhole ? texts.length : Math.ceil(texts.length * 0.7),
    );
    intents.push({ id, utterances: texts.slice(0, examples).map(writing) });
    const further = shuffled([...texts.slice(examples), ...(pool.paraphrases?.get(id) ?? [])], random);
    for (const text of further.slice(0, Math.ceil(IN_SCOPE / count)))
      messages.push({ text, intent: id, weight: 1 });
  }
  const mine = shuffled(messages, random).slice(0, IN_SCOPE);
  const neighbours = names
    .slice(count)
    .flatMap((name) => [...(pool.intents.get(name) ?? []), ...(pool.paraphrases?.get(name) ?? [])]);
  const strangers = others.flatMap((other) => [...other.intents.values()].flat());
  for (let at = 0; at < NEAR && neighbours.length > 0; at += 1) {
    mine.push({ text: pick(neighbours, random), intent: null, weight: pool.nearWeight ?? NEAR_WEIGHT });
  }
  for (let at = 0; at < FAR; at += 1) {
    const source = pool.outOfScope.length > 0 && random() < 0.6 ? pool.outOfScope : strangers;
    mine.push({ text: pick(source, random), intent: null, weight: 1 });
  }
  const artifact = train(intents);
  const tenantWeight = count >= 3 && count <= 10 ? SMALL_WEIGHT : 1;
  const variants = [
    { observed: into.withNearest, artifact },
    { observed: into.withoutNearest, artifact: { ...artifact, nearest: null } },
  ];
  for (const variant of variants) {
    for (const { text, intent, weight } of mine) {
      const candidates = candidatesOf(variant.artifact, featuresOf(messageTokens(writing(text))), CANDIDATES);
      for (const [place, candidate] of candidates.entries()) {
        const isRight = intent !== null && artifact.intentIds[candidate.intent] === intent;
        variant.observed.push({ signals: candidate.signals, place, isRight, weight: weight * tenantWeight });
      }
    }
  }
}

function intentCount(random: Random): number {
  const kind = random();
  if (kind < SINGLE_INTENT_SHARE) return 1;
  if (kind < SINGLE_INTENT_SHARE + MANY_INTENTS_SHARE) return 60 + Math.floor(random() * 80);
  return Math.round(2 * Math.exp(random() * Math.log(MOST_INTENTS / 2)));
}

function draw(pools: readonly Pool[], random: Random): Pool {
  let at = random() * pools.reduce((sum, pool) => sum + pool.share, 0);
  for (const pool of pools) {
    at -= pool.share;
    if (at < 0) return pool;
  }
  throw new Error('no pool to draw from');
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
