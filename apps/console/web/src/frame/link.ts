import { Link as DesignLink } from '@flowforge/design-system/link/link';
import { createLink } from '@tanstack/react-router';

/** A link to a page of the console. A page that does not exist does not compile. */
export const Link = createLink(DesignLink);
