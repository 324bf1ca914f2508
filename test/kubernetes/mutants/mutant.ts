import { type Manifest, nameOf, ofKind, workloadsOf } from '../manifests.js';

/** A change that makes the manifests wrong, and the policy that must report it. */
export interface Mutant {
  name: string;
  policy: string;
  /** False when the base has no object that it changes; default true. */
  isInBase?: false;
  /** Changes the objects in place, or returns others. */
  change: (objects: Manifest[]) => Manifest[] | undefined;
}

type Change<Kind> = (object: Kind) => void;
type KindName = Parameters<typeof ofKind>[1];

/** Changes one object of a kind in place. */
export function change<Kind extends KindName>(
  kind: Kind,
  name: string,
  edit: Change<ReturnType<typeof ofKind<Kind>>[number]>,
): Mutant['change'] {
  return (objects) => {
    const found = ofKind(objects, kind).find((object) => nameOf(object).startsWith(name));
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    edit(found);
    return undefined;
  };
}

/** Takes the objects of a kind away whose names begin so. */
export function without(kind: string, name: string): Mutant['change'] {
  return (objects) => objects.filter((object) => object.kind !== kind || !nameOf(object).startsWith(name));
}

/** Changes the pods of a Deployment or Job. */
export function pods(
  name: string,
  edit: (template: ReturnType<typeof workloadsOf>[number]['template']) => void,
): Mutant['change'] {
  return (objects) => {
    const found = workloadsOf(objects).find((workload) => workload.name.startsWith(name));
    if (found === undefined) throw new Error(`no workload ${name}`);
    edit(found.template);
    return undefined;
  };
}

/** The mutants of one policy. */
export function mutantsOf(policy: string, mutants: readonly Omit<Mutant, 'policy'>[]): Mutant[] {
  return mutants.map((mutant) => ({ ...mutant, policy }));
}
