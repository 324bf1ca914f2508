import { isUuid } from '@flowforge/contracts/ids';

const STATUSES = ['open', 'closed'] as const;
const CAPTURES = ['form', 'intent'] as const;

/** The filters of the list of conversations, as they stand in the URL. */
export interface ConversationSearch {
  status?: (typeof STATUSES)[number];
  /** Something that was captured in them. */
  has?: (typeof CAPTURES)[number];
  assistant_id?: string;
}

/** Reads the filters from a URL; what is not one of the choices is left out. */
export function readConversationSearch(search: Record<string, unknown>): ConversationSearch {
  const status = STATUSES.find((each) => each === search['status']);
  const has = CAPTURES.find((each) => each === search['has']);
  const assistantId = search['assistant_id'];
  return {
    ...(status && { status }),
    ...(has && { has }),
    ...(typeof assistantId === 'string' && isUuid(assistantId) && { assistant_id: assistantId }),
  };
}
