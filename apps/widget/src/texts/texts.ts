/** The widget's own words in one language. `{…}` are places for values. */
export interface Texts {
  openChat: string;
  closeChat: string;
  chatWith: string;
  message: string;
  messagePlaceholder: string;
  send: string;
  submit: string;
  submitting: string;
  choose: string;
  optional: string;
  conversation: string;
  team: string;
  you: string;
  sending: string;
  waiting: string;
  failed: string;
  retry: string;
  newMessages: string;
  jump: string;
  offline: string;
  unreachable: string;
  endChat: string;
  endQuestion: string;
  keepChatting: string;
  endFailed: string;
  ended: string;
  expired: string;
  startAgain: string;
  thanks: string;
  yes: string;
  no: string;
  formFailed: string;
  formClosed: string;
  required: string;
  tooLong: string;
  email: string;
  phone: string;
  url: string;
  number: string;
  date: string;
  option: string;
}

/** A text with each `{name}` replaced by the value of that name. A name without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
