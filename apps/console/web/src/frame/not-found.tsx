import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Compass } from 'lucide-react';
import { Page } from './page.js';
import { Link } from './link.js';

/** The page of an address that does not exist. */
export function NotFound() {
  return (
    <Page title="This page does not exist">
      <EmptyState
        icon={<Compass size={24} aria-hidden />}
        title="There is nothing at this address"
        action={
          <Link to="/overview" look="button">
            Go to Overview
          </Link>
        }
      >
        The link may be old, or a letter is missing.
      </EmptyState>
    </Page>
  );
}
