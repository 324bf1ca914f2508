import type { Chain } from './chain.js';

/** A step is done, is the next one to do, or comes later. */
export type StepState = 'done' | 'current' | 'later';

/** The states of the four steps. A step can be done although one before it is not. */
export function stepStates({ webhook, assistant, isAssigned }: Chain, hasArrived: boolean): StepState[] {
  const done = [webhook !== undefined, assistant !== undefined, isAssigned, isAssigned && hasArrived];
  const current = done.indexOf(false);
  return done.map((isDone, at) => (isDone ? 'done' : at === current ? 'current' : 'later'));
}
