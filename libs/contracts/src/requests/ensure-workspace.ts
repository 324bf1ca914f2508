import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { defineRequest } from './contract.js';

/** `name` is the operator's own, unique name of the workspace, a slug such as `demo`. */
const EnsureWorkspaceRequestSchema = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$' }),
});

const EnsureWorkspaceReplySchema = Type.Object({ workspace_id: Uuid });

export type EnsureWorkspaceReply = Static<typeof EnsureWorkspaceReplySchema>;

/** The workspace of that name, made if it was not there. Asked by an operator's tool, never for an integrator. */
export const ensureWorkspace = defineRequest({
  name: 'ensure-workspace',
  service: 'registry',
  timeoutMs: 5000,
  request: EnsureWorkspaceRequestSchema,
  reply: EnsureWorkspaceReplySchema,
});
