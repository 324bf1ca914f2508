/** The largest script that a page has to load for the chat, gzipped, in bytes. */
export const SIZE_MAX = 30_000;
