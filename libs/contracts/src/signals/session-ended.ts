import { Type } from 'typebox';
import { Uuid } from '../ids.js';
import { defineSignal } from './signal.js';

const SessionEndedSchema = Type.Object({ user_id: Uuid });

/** Received by every replica of the front door: no queue group. */
export const SESSION_ENDED_SUBJECT = 'registry.session-ended';

/**
 * A session of this user has ended, or the user's role or membership has changed: forget every cached session of the user. If the
 * signal is lost, the cached answers expire on their own.
 */
export const sessionEnded = defineSignal(SessionEndedSchema);
