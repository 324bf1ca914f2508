import type { Principal } from '@flowforge/service-kit/auth/principal';

/** A visitor as a principal. A token is valid for one conversation, so the id of the conversation identifies the visitor. */
export function visitorPrincipal({ conversationId }: { conversationId: string }): Principal {
  return { kind: 'visitor', id: conversationId };
}
