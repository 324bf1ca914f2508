/** The error to print for a Node version that is not supported; undefined for a supported one. */
export function nodeVersionError(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported =
    (major === 20 && minor >= 19) ||
    (major === 22 && minor >= 13) ||
    major > 24 ||
    (major === 24 && minor >= 11);
  if (isSupported) return undefined;
  return (
    `Flowforge needs Node 20.19+, 22.13+, 24.11+ or a later major version; this is Node ${version}.\n` +
    'Install another version from https://nodejs.org, then start again.'
  );
}
