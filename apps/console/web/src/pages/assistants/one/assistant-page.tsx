import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { TabLinks } from '@flowforge/design-system/tabs/tabs';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { assistantQuery } from '../../../api/assistants.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';

const route = getRouteApi('/frame/assistants/$assistantId');

const BREADCRUMB = [
  <Link key="list" to="/assistants" look="quiet">
    Assistants
  </Link>,
];

/** One assistant: the sections Settings, Operations, Try it. */
export function AssistantPage() {
  const { assistantId } = route.useParams();
  const query = useQuery(assistantQuery(assistantId));
  return (
    <Page
      title={query.data?.name ?? 'Assistant'}
      breadcrumb={BREADCRUMB}
      tabs={<Sections assistantId={assistantId} />}
    >
      <Loaded what="the assistant" query={query} skeleton={<SkeletonLines count={8} what="the assistant" />}>
        {() => <Outlet />}
      </Loaded>
    </Page>
  );
}

function Sections({ assistantId }: { assistantId: string }) {
  const params = { assistantId };
  return (
    <TabLinks label="Sections of the assistant">
      <Link to="/assistants/$assistantId/settings" params={params} look="tab">
        Settings
      </Link>
      <Link to="/assistants/$assistantId/operations" params={params} look="tab">
        Operations
      </Link>
      <Link to="/assistants/$assistantId/try-it" params={params} look="tab">
        Try it
      </Link>
    </TabLinks>
  );
}
