import { isUuid } from '@flowforge/contracts/ids';

/** Whether the dialog “Assign Webhook” is open, and which webhook is chosen in it. In the URL, so that “Create Webhook” comes back to it. */
export interface AssignSearch {
  assign?: true;
  webhook_id?: string;
}

export function readAssignSearch(search: Record<string, unknown>): AssignSearch {
  const id = search['webhook_id'];
  return {
    ...((search['assign'] === true || search['assign'] === 'true') && { assign: true as const }),
    ...(typeof id === 'string' && isUuid(id) && { webhook_id: id }),
  };
}
