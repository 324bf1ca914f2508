/** An intent, or an assistant's list of intents, has changed and is committed. */
export type IntentChange = { workspaceId: string } & ({ intentId: string } | { assistantId: string });

/** Tells the listener in this process about changes, so that training starts before the next message. */
export class IntentChanges {
  private listener: (change: IntentChange) => void = () => undefined;

  onChange(listener: (change: IntentChange) => void): void {
    this.listener = listener;
  }

  publish(change: IntentChange): void {
    this.listener(change);
  }
}
