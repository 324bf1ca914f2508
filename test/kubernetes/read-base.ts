import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Manifest, parseManifests } from './manifests.js';

interface Kustomization {
  resources?: string[];
  configMapGenerator?: { name: string; envs?: string[] }[];
}

/**
 * The objects of a kustomization that has only resources and ConfigMaps from `.env` files, like the base, read without a renderer.
 * The names of ConfigMaps have no hash.
 */
export function readBase(folder: string): Manifest[] {
  const { resources = [], configMapGenerator = [] }: Kustomization = parse(
    readFileSync(join(folder, 'kustomization.yaml'), 'utf8'),
  );
  return [
    ...resources.flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? readBase(path) : parseManifests(readFileSync(path, 'utf8'));
    }),
    ...configMapGenerator.map(({ name, envs = [] }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: Object.fromEntries(
        envs.flatMap((file) => settingsIn(readFileSync(join(folder, file), 'utf8')).set),
      ),
    })),
  ];
}

/** The settings of a `.env` file: those that it sets, and those that it only shows, in lines such as `#NAME=value`. */
export function settingsIn(text: string): { set: [string, string][]; shown: [string, string][] } {
  const linesWith = (pattern: RegExp): [string, string][] =>
    text.split('\n').flatMap((line) => {
      const [, name, value] = pattern.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    });
  return { set: linesWith(/^([A-Z_]+)=(.*)$/), shown: linesWith(/^#([A-Z_]+)=(.*)$/) };
}
