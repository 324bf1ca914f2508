/** The kinds of principals: an integrator's key, a person in the console, a visitor of a conversation, an AI agent. */
export type PrincipalKind = 'api_key' | 'user' | 'visitor' | 'agent';

/** The sender of a request. */
export interface Principal {
  kind: PrincipalKind;
  /** Id of the api key, the user or the agent; for a visitor the id of the conversation. */
  id: string;
}

/** One text per principal, such as `api_key:0199c7a1-…`; `anonymous` when there is none. */
export function principalKey(principal: Principal | null): string {
  return principal === null ? 'anonymous' : `${principal.kind}:${principal.id}`;
}
