/** What is wrong with this Node version, in a sentence for the one who started it; undefined if nothing is. */
export function complaintAboutNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported =
    (major === 20 && minor >= 19) ||
    (major === 22 && minor >= 13) ||
    major > 24 ||
    (major === 24 && minor >= 11);
  if (isSupported) return undefined;
  return `Flowforge needs Node 20.19 or newer (22 from 22.13, 24 from 24.11); this is ${version}.`;
}
