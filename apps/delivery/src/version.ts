/** The release, as `user-agent` and OpenAPI tell it; equal to the package's version. */
export const VERSION = '0.1.0';
