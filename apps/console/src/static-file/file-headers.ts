/** A file whose name changes with its content. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/** A file whose content changes under the same name: a browser asks each time whether its copy is still valid. */
export const REVALIDATED = 'no-cache';
