import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { referenceQuery } from '../reference/reference-query.js';
import { RouteAddress } from './route-address.js';
import { RouteDescription } from './route-description.js';
import { RouteExamples } from './route-examples.js';
import styles from './route.module.css';

const route = getRouteApi('/docs/routes/$slug');

/** One route of the API: what it does and needs on the left, a request and its answers on the right. */
export function RoutePage() {
  const { slug } = route.useParams();
  const query = useQuery(referenceQuery);
  const groups = query.data?.groups ?? [];
  const group = groups.find(({ routes }) => routes.some((each) => each.slug === slug));
  const shown = group?.routes.find((each) => each.slug === slug);
  return (
    <Page
      key={slug}
      title={shown?.summary ?? (query.data === undefined ? 'API reference' : 'This route does not exist')}
      breadcrumb={[
        <Link key="docs" to="/docs" look="quiet">
          API reference
        </Link>,
        ...(group === undefined ? [] : [group.title]),
      ]}
    >
      <Loaded query={query} what="the API reference" skeleton={<SkeletonLines count={12} what="the route" />}>
        {() =>
          shown === undefined ? (
            <EmptyState
              title="No route has this address"
              action={
                <Link to="/docs" look="button">
                  All routes
                </Link>
              }
            >
              It may have been renamed. Search for its path in the contents.
            </EmptyState>
          ) : (
            <>
              <RouteAddress route={shown} />
              <div className={styles.columns}>
                <RouteDescription route={shown} />
                <RouteExamples route={shown} />
              </div>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
