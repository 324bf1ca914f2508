import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { TabLinks } from '@flowforge/design-system/tabs/tabs';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { formQuery } from '../../../api/forms.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { FormUses } from '../../../uses/form-uses.js';

const route = getRouteApi('/frame/forms/$formId');

const BREADCRUMB = [
  <Link key="list" to="/forms" look="quiet">
    Forms
  </Link>,
];

/** One form: the sections Webhook, Fields, Captured values. */
export function FormPage() {
  const { formId } = route.useParams();
  const query = useQuery(formQuery(formId));
  return (
    <Page
      title={query.data?.name ?? 'Form'}
      breadcrumb={BREADCRUMB}
      {...(query.error === null && { subtitle: <FormUses formId={formId} /> })}
      tabs={<Sections formId={formId} />}
    >
      <Loaded what="the form" query={query} skeleton={<SkeletonLines count={8} what="the form" />}>
        {() => <Outlet />}
      </Loaded>
    </Page>
  );
}

function Sections({ formId }: { formId: string }) {
  const params = { formId };
  return (
    <TabLinks label="Sections of the form">
      <Link to="/forms/$formId/webhook" params={params} look="tab">
        Webhook
      </Link>
      <Link to="/forms/$formId/fields" params={params} look="tab">
        Fields
      </Link>
      <Link to="/forms/$formId/captured" params={params} look="tab">
        Captured values
      </Link>
    </TabLinks>
  );
}
