import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Link } from '../../../frame/link.js';
import { sessionQuery } from '../../../session/session.js';

/** Leads into the console: to the sign-in page and back for a reader without a session. */
export function ConsoleLink() {
  const { isSuccess } = useQuery(sessionQuery);
  const { href } = useLocation();
  return isSuccess ? (
    <Link to="/overview" look="button">
      Console
    </Link>
  ) : (
    <Link to="/sign-in" search={{ next: href }} look="button">
      Sign in
    </Link>
  );
}
