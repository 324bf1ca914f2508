import { useParams } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { useState } from 'react';
import { Link } from '../../../frame/link.js';
import type { ApiGroup } from '../reference/reference.js';
import { Method } from '../route/method.js';
import styles from './docs-nav.module.css';

/** The routes of a group. Open while one of them is shown, until the reader closes it, and while the reader searches. */
export function GroupNav({ group, isSearched }: { group: ApiGroup; isSearched: boolean }) {
  const { slug } = useParams({ strict: false });
  const isCurrent = group.routes.some((route) => route.slug === slug);
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = isSearched || (chosen ?? isCurrent);
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setChosen} className={styles.group ?? ''}>
      <Heading level={2} className={styles.groupHeading}>
        <AriaButton slot="trigger" className={styles.groupButton ?? ''}>
          <ChevronRight size={14} aria-hidden className={styles.chevron} />
          {group.title}
        </AriaButton>
      </Heading>
      <DisclosurePanel className={styles.routes ?? ''}>
        {group.routes.map((route) => (
          <Link key={route.slug} to="/docs/routes/$slug" params={{ slug: route.slug }} look="nav">
            <Method method={route.method} isShort />
            <span className={styles.summary}>{route.summary}</span>
          </Link>
        ))}
      </DisclosurePanel>
    </Disclosure>
  );
}
