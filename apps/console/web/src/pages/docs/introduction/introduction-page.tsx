import { Card } from '@flowforge/design-system/card/card';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { useQuery } from '@tanstack/react-query';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { documentPath, referenceQuery } from '../reference/reference-query.js';
import { Definitions } from '../prose/definitions.js';
import { Prose } from '../prose/prose.js';
import { Method } from '../route/method.js';
import { RULES } from './rules.js';
import styles from './introduction.module.css';

/** The start of the API reference: what holds for every route, and all routes. */
export function IntroductionPage() {
  const query = useQuery(referenceQuery);
  return (
    <Page
      title="API reference"
      subtitle="Everything that the console does can be done over HTTP, with the routes below."
    >
      <Card
        title="A first request"
        description={
          <>
            Create a key at <Link to="/profile/api-keys">API keys</Link>, and put it in place of $API_KEY.
          </>
        }
      >
        <CodeBlock
          label="first request"
          code={`curl ${window.location.origin}/v1/webhooks \\\n  -H "Authorization: Bearer $API_KEY"`}
        />
      </Card>
      <Card title="Rules of every route">
        <Definitions items={RULES.map(({ name, text }) => [name, <Prose key={name} text={text} />])} />
      </Card>
      <Card
        title="All routes"
        description={
          <>
            As OpenAPI 3.1:{' '}
            {SERVICE_NAMES.map((service, at) => (
              <span key={service}>
                {at > 0 && ', '}
                <a href={documentPath(service)}>{service}</a>
              </span>
            ))}
            .
          </>
        }
      >
        <Loaded query={query} what="the routes" skeleton={<SkeletonLines count={24} what="the routes" />}>
          {({ groups }) => (
            <div className={styles.groups}>
              {groups.map(({ name, title, routes }) => (
                <section key={name} className={styles.group}>
                  <h3>{title}</h3>
                  <ul>
                    {routes.map(({ slug, method, path, summary }) => (
                      <li key={slug} className={styles.route}>
                        <Method method={method} isShort />
                        <Link to="/docs/routes/$slug" params={{ slug }} look="name" title={summary}>
                          <code>{path}</code>
                        </Link>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
