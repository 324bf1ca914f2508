import { Notice } from '@flowforge/design-system/state/notice';
import { Link } from '../frame/link.js';
import { AuthenticationPage } from './authentication-page.js';

/** Instead of the form of a link that works once: it cannot be used. */
export function UsedLinkPage() {
  return (
    <AuthenticationPage title="This link cannot be used">
      <Notice tone="warning">
        It was used or replaced, or has expired. Ask an owner of the workspace for a new one.
      </Notice>
      <Link to="/sign-in">Sign in</Link>
    </AuthenticationPage>
  );
}
