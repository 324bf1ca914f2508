/** What the assistant says where nobody has written a text of its own. */
export const NOT_UNDERSTOOD = 'Sorry, I did not understand that. Could you put it another way?';
export const UNDERSTOOD = 'Thank you, I have noted that.';
export const PLEASE_FILL_IN = 'Thank you. Please fill in this form.';

/** The assistant's answer to a message. */
export function replyText(
  recognised: { reply: string | null } | null,
  offersForm: boolean,
  fallbackReply: string | null,
): string {
  if (recognised === null) return fallbackReply ?? NOT_UNDERSTOOD;
  return recognised.reply ?? (offersForm ? PLEASE_FILL_IN : UNDERSTOOD);
}
