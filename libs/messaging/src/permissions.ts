import { checkSource } from '@flowforge/contracts/requests/check-source';
import { disableWebhook } from '@flowforge/contracts/requests/disable-webhook';
import { recordAuditEntries } from '@flowforge/contracts/requests/record-audit-entries';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { API_KEY_REVOKED_SUBJECT } from '@flowforge/contracts/signals/api-key-revoked';
import { CONVERSATION_CHANGED_SUBJECT } from '@flowforge/contracts/signals/conversation-changed';
import { ROUTING_APPLIED_SUBJECT } from '@flowforge/contracts/signals/routing-applied';
import { SESSION_ENDED_SUBJECT } from '@flowforge/contracts/signals/session-ended';
import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import type { ServiceName } from '@flowforge/contracts/words';
import { type StreamDefinition, STREAMS } from './streams.js';

/** A process with a NATS user of its own. */
export type NatsClientName = ServiceName | 'console';

/** The permissions of a NATS user. The server refuses every other subject. */
export interface NatsPermissions {
  /** Subjects that it may publish to; empty: none. */
  publish: string[];
  /** Subjects that it may subscribe to; `subject queue` allows the subscription in that queue group only. */
  subscribe: string[];
  /** Whether it may publish one reply to the reply subject of each request that it receives. */
  mayReply: boolean;
}

/** Every request between services: its subject, the service that answers it, and the services that send it. */
export const REQUESTS: readonly {
  subject: string;
  service: ServiceName;
  askedBy: readonly ServiceName[];
}[] = [
  { ...verifyApiKey, askedBy: ['conversations', 'delivery'] },
  { ...disableWebhook, askedBy: ['delivery'] },
  { ...recordAuditEntries, askedBy: ['conversations', 'delivery'] },
  { ...checkSource, askedBy: ['registry'] },
];

/** Every signal: who sends it, who receives it, and whether one replica (queue group) or every replica receives it. */
export const SIGNALS: readonly {
  subject: string;
  from: ServiceName;
  to: readonly NatsClientName[];
  receivedBy: 'one replica' | 'every replica';
}[] = [
  {
    subject: settlementSubject('conversations'),
    from: 'delivery',
    to: ['conversations'],
    receivedBy: 'one replica',
  },
  { subject: settlementSubject('registry'), from: 'delivery', to: ['registry'], receivedBy: 'one replica' },
  {
    subject: API_KEY_REVOKED_SUBJECT,
    from: 'registry',
    to: ['conversations', 'delivery'],
    receivedBy: 'every replica',
  },
  { subject: SESSION_ENDED_SUBJECT, from: 'registry', to: ['console'], receivedBy: 'every replica' },
  {
    subject: CONVERSATION_CHANGED_SUBJECT,
    from: 'conversations',
    to: ['conversations'],
    receivedBy: 'every replica',
  },
  { subject: ROUTING_APPLIED_SUBJECT, from: 'delivery', to: ['delivery'], receivedBy: 'every replica' },
];

/**
 * The prefix of the inboxes that a NATS user receives replies on. Each user has its own prefix, so that no user can read the
 * replies to another one.
 */
export function inboxPrefixOf(user: string): string {
  return `_INBOX.${user}`;
}

/** The permissions of a NATS user: its requests, signals and streams. The console only receives its signals. */
export function natsPermissionsOf(name: NatsClientName): NatsPermissions {
  return name === 'console' ? { publish: [], subscribe: signalsOf(name), mayReply: false } : ofService(name);
}

function ofService(service: ServiceName): NatsPermissions {
  const answered = REQUESTS.filter((request) => request.service === service);
  const asked = REQUESTS.filter((request) => request.askedBy.includes(service));
  const sent = SIGNALS.filter((signal) => signal.from === service);
  return {
    publish: [
      ...asked.map(({ subject }) => subject),
      ...sent.map(({ subject }) => subject),
      // The client library sends it at its first use of JetStream.
      '$JS.API.INFO',
      ...STREAMS.flatMap((stream) => streamPermissions(stream, service)),
    ],
    subscribe: [
      ...answered.map(({ subject }) => `${subject} ${service}`),
      ...signalsOf(service),
      `${inboxPrefixOf(service)}.>`,
    ],
    mayReply: answered.length > 0,
  };
}

/** The subscriptions to the signals that a user receives. */
function signalsOf(name: NatsClientName): string[] {
  const received = SIGNALS.filter((signal) => signal.to.includes(name));
  return received.map(({ subject, receivedBy }) =>
    receivedBy === 'one replica' ? `${subject} ${name}` : subject,
  );
}

/**
 * The subjects of one stream that a service may publish to. Producer and consumer may create the stream; no service may delete
 * or purge it.
 */
function streamPermissions(definition: StreamDefinition, service: ServiceName): string[] {
  const { stream, subjects, producer, consumer } = definition;
  if (service !== producer && service !== consumer) return [];
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.CREATE.${stream}`,
    ...(service === producer ? subjects : []),
    ...(service === consumer
      ? [
          `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
          `$JS.API.CONSUMER.CREATE.${stream}.${consumer}`,
          `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
          `$JS.ACK.${stream}.${consumer}.>`,
        ]
      : []),
  ];
}
