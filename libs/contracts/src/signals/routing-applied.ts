/**
 * delivery has applied a routing change: its other replicas re-read the routing at once. Sent to every replica, so no queue
 * group; the message is empty. If it is lost, the replicas re-read at their next refresh.
 */
export const ROUTING_APPLIED_SUBJECT = 'delivery.routing-applied';
