import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';
import { SOURCE_KINDS } from '../words.js';
import { EventTypeNames, routingChangeV1, routingSubject } from './change.js';

/**
 * `assignment.changed`, version 1: a webhook was assigned to an assistant or a form (revision 1) or removed from
 * it (revision 2). It is valid for events committed from `valid_from` on and before `valid_to` (null: no end).
 */
export const assignmentChangedSchema = routingChangeV1('assignment.changed', {
  assignment: Type.Object({
    assignment_id: Uuid,
    webhook_id: Uuid,
    source: Type.Object({ kind: Type.Enum(SOURCE_KINDS), id: Uuid }),
    event_types: EventTypeNames,
    revision: Type.Integer({ minimum: 1 }),
    valid_from: InstantSchema,
    valid_to: Type.Union([InstantSchema, Type.Null()]),
  }),
});
export type AssignmentChanged = Static<typeof assignmentChangedSchema>;

export const ASSIGNMENT_CHANGED_SUBJECT = routingSubject('assignment.changed', 1);

export const compiledAssignmentChanged = compile(assignmentChangedSchema);

export const assignmentChangedExample: AssignmentChanged = {
  id: '0196f0a2-11d8-7f3a-b1c0-90aa4de1f2b7',
  kind: 'assignment.changed',
  version: 1,
  workspace_id: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  changed_at: '2026-05-20T09:30:38.488130Z',
  assignment: {
    assignment_id: '0196f0a2-11c4-7b90-8e55-d20f3a6c7e18',
    webhook_id: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
    source: { kind: 'assistant', id: '018cd9c8-e317-7079-accd-17be51784256' },
    event_types: ['captured_intent.created', 'conversation.closed'],
    revision: 1,
    valid_from: '2026-05-20T09:30:38.488130Z',
    valid_to: null,
  },
};
