import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { referenceQuery } from '../reference/reference-query.js';
import { searchGroups } from '../reference/search.js';
import { GroupNav } from './group-nav.js';
import styles from './docs-nav.module.css';

/** Guides, webhook bodies and all routes by group, with a search. `onNavigate` closes the drawer. */
export function DocsNav({ onNavigate }: { onNavigate?: () => void }) {
  const [text, setText] = useState('');
  const searched = useDeferredValue(text.trim());
  const query = useQuery(referenceQuery);
  return (
    <div className={styles.content}>
      <SearchField
        aria-label="Search the routes"
        value={text}
        onChange={setText}
        className={styles.search ?? ''}
      >
        <Search size={14} aria-hidden className={styles.searchIcon} />
        <Input placeholder="Search: path, field, error code" className={styles.input ?? ''} />
      </SearchField>
      <nav aria-label="API reference" className={styles.nav} onClick={onNavigate}>
        {searched === '' && <Guides />}
        <Loaded query={query} what="the API reference" skeleton={<SkeletonLines count={16} what="routes" />}>
          {({ groups, events }) => {
            const found = searchGroups(groups, searched);
            return (
              <>
                {searched === '' && (
                  <div className={styles.section}>
                    <h2 className={styles.heading}>Webhook bodies</h2>
                    {events.map(({ type }) => (
                      <Link key={type} to="/docs/events/$type" params={{ type }} look="nav">
                        <code className={styles.path}>{type}</code>
                      </Link>
                    ))}
                  </div>
                )}
                <p role="status" className={searched === '' ? styles.hidden : styles.count}>
                  {searched === ''
                    ? ''
                    : resultText(found.reduce((sum, { routes }) => sum + routes.length, 0))}
                </p>
                {found.map((group) => (
                  <GroupNav key={group.name} group={group} isSearched={searched !== ''} />
                ))}
              </>
            );
          }}
        </Loaded>
      </nav>
    </div>
  );
}

function Guides() {
  return (
    <div className={styles.section}>
      <h2 className={styles.heading}>Guides</h2>
      <Link to="/docs" look="nav" activeOptions={{ exact: true }}>
        Introduction
      </Link>
      <Link to="/docs/verify" look="nav">
        Verify a signature
      </Link>
      <Link to="/docs/embed" look="nav">
        Embed the chat
      </Link>
    </div>
  );
}

function resultText(count: number): string {
  if (count === 0) return 'No route contains all of these words.';
  return count === 1 ? '1 route' : `${count} routes`;
}
