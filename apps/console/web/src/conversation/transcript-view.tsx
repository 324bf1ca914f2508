import { Badge } from '@flowforge/design-system/badge/badge';
import { Card } from '@flowforge/design-system/card/card';
import { KeyValues } from '@flowforge/design-system/key-values/key-values';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { ClipboardList, Sparkles } from 'lucide-react';
import {
  capturedFormsQuery,
  capturedIntentsQuery,
  type Message,
  messagesQuery,
} from '../api/conversations.js';
import { Loaded } from '../frame/loaded.js';
import { valueText } from '../captured-form/value-text.js';
import styles from './conversation.module.css';
import { type Entry, transcript } from './transcript.js';

/** What was said, with what was captured in its place. */
export function Transcript({ id, isLive }: { id: string; isLive: boolean }) {
  const messages = useQuery(messagesQuery(id, isLive));
  const { data: intents } = useQuery(capturedIntentsQuery(id, isLive));
  const { data: forms } = useQuery(capturedFormsQuery(id, isLive));
  return (
    <Card title="Transcript">
      <Loaded what="the messages" query={messages} skeleton={<SkeletonLines count={6} what="the messages" />}>
        {(items) => (
          <ol className={styles.entries} aria-label="Transcript">
            {transcript(items, intents?.items ?? [], forms?.items ?? []).map((entry) => (
              <li key={entry.id} className={styles[entry.kind]}>
                <EntryView entry={entry} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Card>
  );
}

function EntryView({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case 'message':
      return <MessageView message={entry.message} />;
    case 'intent':
      return (
        <>
          <Sparkles size={14} aria-hidden /> Intent <strong>{entry.intent.intent_name}</strong>{' '}
          <Badge>{entry.intent.confidence.toFixed(2)}</Badge>
        </>
      );
    case 'form':
      return (
        <>
          <span className={styles.formHead}>
            <ClipboardList size={14} aria-hidden /> Form <strong>{entry.form.form_name}</strong>
          </span>
          <KeyValues
            items={Object.entries(entry.form.field_values).map(([name, value]) => [name, valueText(value)])}
          />
        </>
      );
  }
}

const ROLES: Readonly<Record<Message['role'], string>> = {
  visitor: 'Visitor',
  assistant: 'Assistant',
  agent: 'Your team',
};

function MessageView({ message: { role, text, created_at } }: { message: Message }) {
  return (
    <>
      <span className={styles.who}>
        <strong>{ROLES[role]}</strong> <Time at={created_at} isClock />
      </span>
      <span className={`${styles.text} ${styles[role]}`} dir="auto">
        {text}
      </span>
    </>
  );
}
