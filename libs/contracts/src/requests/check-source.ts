import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { SOURCE_KINDS } from '../words.js';
import { defineRequest } from './contract.js';

const CheckSourceRequestSchema = Type.Object({
  workspace_id: Uuid,
  kind: Type.Enum(SOURCE_KINDS),
  id: Uuid,
});

/** `exists` is also false for an assistant or form of another workspace: the caller cannot tell the two cases apart. */
const CheckSourceReplySchema = Type.Object({ exists: Type.Boolean() });

export type CheckSourceReply = Static<typeof CheckSourceReplySchema>;

/** Asks conversations whether an assistant or a form belongs to a workspace. */
export const checkSource = defineRequest({
  name: 'check-source',
  service: 'conversations',
  timeoutMs: 2000,
  request: CheckSourceRequestSchema,
  reply: CheckSourceReplySchema,
});
