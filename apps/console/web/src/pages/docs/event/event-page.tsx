import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { Prose } from '../prose/prose.js';
import type { EventReference } from '../reference/reference.js';
import { referenceQuery } from '../reference/reference-query.js';
import { FieldList } from '../route/field-list.js';
import layout from '../route/route.module.css';
import styles from './event.module.css';

const route = getRouteApi('/docs/events/$type');

/** The request that an endpoint receives for one type of event, in each payload version. */
export function EventPage() {
  const { type } = route.useParams();
  const query = useQuery(referenceQuery);
  return (
    <Page
      key={type}
      title={type}
      breadcrumb={[
        <Link key="docs" to="/docs" look="quiet">
          API reference
        </Link>,
        'Webhook bodies',
      ]}
    >
      <Loaded query={query} what="the API reference" skeleton={<SkeletonLines count={12} what="the event" />}>
        {({ events }) => {
          const event = events.find((each) => each.type === type);
          return event === undefined ? (
            <EmptyState title="There is no event of this type">
              The types are {events.map((each) => each.type).join(', ')}.
            </EmptyState>
          ) : (
            <EventDescription event={event} />
          );
        }}
      </Loaded>
    </Page>
  );
}

function EventDescription({ event }: { event: EventReference }) {
  const versions = event.versions.toReversed();
  const [version, setVersion] = useState(versions[0]?.version);
  const shown = versions.find((each) => each.version === version);
  return (
    <>
      <p>{event.summary}.</p>
      <Prose text={event.description} />
      <p>
        How to check the signature: <Link to="/docs/verify">Verify a signature</Link>.
      </p>
      <section className={`${layout.section} ${styles.versions}`}>
        <h2>Body</h2>
        <div role="group" aria-label="Payload version" className={styles.tabs}>
          {versions.map(({ version }) => (
            <ToggleButton
              key={version}
              isSelected={version === shown?.version}
              onChange={() => setVersion(version)}
              className={styles.tab ?? ''}
            >
              {version}
            </ToggleButton>
          ))}
        </div>
        {shown !== undefined && (
          <div className={layout.columns}>
            <FieldList key={shown.version} fields={shown.fields} isOpen />
            <aside className={layout.examples} aria-label={`Example of version ${shown.version}`}>
              <CodeBlock
                label={`Body, payload version ${shown.version}`}
                hasTitle
                code={shown.example ?? ''}
              />
            </aside>
          </div>
        )}
      </section>
      <section className={layout.section}>
        <h2>Headers</h2>
        <FieldList fields={event.headers} />
      </section>
      <section className={layout.section}>
        <h2>What your answer means</h2>
        <ul className={styles.answers}>
          {event.answers.map(({ status, description }) => (
            <li key={status}>
              <code>{status === 'default' ? 'other' : status}</code> {description}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
