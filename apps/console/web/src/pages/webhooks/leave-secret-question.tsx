import { LeaveQuestion } from '../../editing/leave-question.js';

/** Asks before a page is left that shows a new secret: it is shown only this once. */
export function LeaveSecretQuestion() {
  return (
    <LeaveQuestion hasChanges title="Leave without the secret?">
      <p>
        The secret is not shown again. If you have not copied it, you can make a new one later: “Rotate
        secret” under Settings of the webhook.
      </p>
    </LeaveQuestion>
  );
}
