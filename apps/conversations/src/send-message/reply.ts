/** Built-in answers, for intents and assistants without a text of their own. */
export const NOT_UNDERSTOOD = 'Sorry, I did not understand that. Could you put it another way?';
export const UNDERSTOOD = 'Thank you, I have noted that.';
export const PLEASE_FILL_IN = 'Thank you. Please fill in this form.';

/** The assistant's answers to a message. */
export function replyTexts(
  intent: { reply: string | null } | null,
  offersForm: boolean,
  fallbackReply: string | null,
): string[] {
  if (intent === null) return [fallbackReply ?? NOT_UNDERSTOOD];
  return [intent.reply ?? (offersForm ? PLEASE_FILL_IN : UNDERSTOOD)];
}
