import { Card } from '@flowforge/design-system/card/card';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { Link } from '../../../frame/link.js';
import { Page } from '../../../frame/page.js';
import { Definitions } from '../prose/definitions.js';
import { ATTRIBUTES, EARLY_CALLS, frameOf, METHODS, policyOf, REASONS, tagOf } from './embed-texts.js';

const EXAMPLE_WIDGET = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a';

/** How the chat comes into a customer's page. */
export function EmbedPage() {
  const { origin } = window.location;
  return (
    <Page
      title="Embed the chat"
      breadcrumb={[
        <Link key="docs" to="/docs" look="quiet">
          API reference
        </Link>,
      ]}
      subtitle="One tag puts the chat on any page. It has less than 30 KB, and nothing of the page is covered while it is closed."
    >
      <Card
        title="The tag"
        description={
          <>
            Each widget shows its own tag: <Link to="/widgets">Widgets</Link>. Its allowed origins must
            include the page.
          </>
        }
      >
        <CodeBlock label="tag" code={tagOf(origin, EXAMPLE_WIDGET)} />
        <Definitions items={ATTRIBUTES} isCode />
      </Card>
      <Card
        title="window.Flowforge"
        description="What a script of the page can do. Calls before the chat has loaded are kept in a list."
      >
        <Definitions items={METHODS} isCode />
        <CodeBlock label="early calls" code={EARLY_CALLS} />
      </Card>
      <Card
        title="Content security policy"
        description="The chat loads from this address only, and has no inline style. Add the address to these two lists."
      >
        <CodeBlock label="policy" code={policyOf(origin)} isWrapped />
      </Card>
      <Card
        title="When the chat does not show"
        description="Open the console of the browser (F12). The chat writes one line that begins with “Flowforge:” and names the reason. Without such a line the script has not loaded: look at its address, and at script-src."
      >
        <Definitions items={REASONS} />
      </Card>
      <Card
        title="As a page of its own, or in a frame"
        description="The full-page chat needs no script of yours. The allowed origins of the widget may show it in a frame."
      >
        <CodeBlock label="frame" code={frameOf(origin, EXAMPLE_WIDGET)} isWrapped />
      </Card>
    </Page>
  );
}
