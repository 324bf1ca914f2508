// node copy-manifests.mjs <checkout> <target>: copies what npm reads to install, the manifests of all projects and the lockfile. In the
// Dockerfile a layer that installs depends on these files only, so it is built again when they change, and not with every source file.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [checkout, target] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
const projects = Object.values(packages).flatMap(({ link, resolved }) => (link ? [resolved] : []));
const manifests = ['.', ...projects].map((folder) => join(folder, 'package.json'));
for (const file of [...manifests, 'package-lock.json']) cpSync(join(checkout, file), join(target, file));
