import { Link } from '../../../frame/link.js';
import styles from './step.module.css';

/** What to do after the last step. */
export function NextSteps({ widgetId }: { widgetId: string | undefined }) {
  return (
    <div className={styles.actions}>
      {widgetId !== undefined && (
        <Link to="/widgets/$widgetId" params={{ widgetId }} look="button">
          Put the chat on your website
        </Link>
      )}
      <Link to="/docs/verify" look="button">
        Verify the signature in your system
      </Link>
      <Link to="/overview" look="button">
        See everything that arrives
      </Link>
    </div>
  );
}
