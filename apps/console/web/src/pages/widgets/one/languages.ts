import { CHAT_LANGUAGES } from '@flowforge/contracts/words';
import type { Option } from '@flowforge/design-system/field/option';

/** British English writes times with 24 hours, so it is a choice of its own. */
const TAGS = [...CHAT_LANGUAGES, 'en-GB'].sort();

/** Stands for “none” in the drop-down. */
export const PAGE_LANGUAGE = 'page';

/**
 * The languages of the chat as choices, each with its own name as a note. A stored one that is not among them is added, and says when the
 * chat has no texts in it.
 */
export function languageChoices(stored: string): Option[] {
  const tags = stored === '' || TAGS.includes(stored) ? TAGS : [...TAGS, stored];
  return [
    {
      id: PAGE_LANGUAGE,
      label: 'The language of the page',
      note: 'English where the chat has no texts in it',
    },
    ...tags.map((tag) => ({
      id: tag,
      label: nameOf(tag, 'en'),
      note: hasTexts(tag)
        ? nameOf(tag, tag)
        : 'The chat has no texts in it: its buttons and notes are in English',
    })),
  ];
}

/** What the chosen language means for a visitor. @param locale empty for the language of the page */
export function languageNote(locale: string): string {
  if (locale !== '' && !hasTexts(locale))
    return `The chat has no texts in ${nameOf(locale, 'en')}: visitors see its own words, such as “Send”, in English. Your greeting, replies and forms stay as you wrote them.`;
  return 'Of the chat’s own words, such as “Send”. Your greeting, replies and forms stay as you wrote them.';
}

/** Whether the chat has texts in the language of a BCP 47 tag. */
function hasTexts(tag: string): boolean {
  const language = tag.split('-')[0]?.toLowerCase();
  return CHAT_LANGUAGES.some((known) => known === language);
}

function nameOf(tag: string, language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
}
